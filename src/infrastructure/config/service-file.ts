import { z } from 'zod';

const text = z.string().optional();
const texts = z.array(z.string()).optional();
const flag = z.boolean().optional();
const projectUrls = z.array(z.url()).optional();

/** How one forge is reached. Which keys matter depends on the forge; what other programs use is let through. */
const ForgeAuthentication = z.looseObject({
  token: text,
  instance_url: z.url().optional(),
  /** Of a GitLab instance: what its webhooks prove themselves with. */
  webhook_secret: text,
  github_app_id: z.union([z.string(), z.int()]).optional(),
  github_app_private_key: text,
  github_app_private_key_path: text,
});

/** The service's configuration file, with the names that Packit Service has always had. */
export const ServiceFile = z.strictObject({
  deployment: z.enum(['prod', 'stg']).optional(),
  server_name: text,
  dashboard_url: z.union([z.url(), z.literal('')]).optional(),
  comment_command_prefix: z.string().startsWith('/').optional(),
  validate_webhooks: flag,
  webhook_secret: text,
  gitlab_token_secret: text,
  testing_farm_api_url: z.url().optional(),
  testing_farm_secret: text,
  internal_testing_farm_secret: text,
  enabled_projects_for_internal_tf: texts,
  admins: texts,
  enabled_private_namespaces: texts,
  authentication: z.record(z.string(), ForgeAuthentication).optional(),
  fas_user: text,
  fas_password: text,
  keytab_path: text,
  kerberos_realm: text,
  redhat_api_refresh_token: text,
  projects_to_sync: z
    .array(
      z.strictObject({
        forge: z.string(),
        repo_namespace: z.string(),
        repo_name: z.string(),
        branch: z.string(),
        dg_repo_name: z.string(),
        dg_branch: z.string(),
      }),
    )
    .optional(),
  koji_web_url: z.url().optional(),
  koji_logs_url: z.url().optional(),
  package_config_path_override: text,
  default_parse_time_macros: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  rate_limit_threshold: z.int().nonnegative().optional(),
  fedora_ci_run_by_default: flag,
  fedora_ci: z
    .strictObject({
      enabled_projects: projectUrls,
      disabled_projects: projectUrls,
      disabled_projects_for_eln: projectUrls,
      disabled_projects_for_logdetective: projectUrls,
    })
    .optional(),
  logdetective_enabled: flag,
  logdetective_url: z.url().optional(),
  logdetective_token: text,
  command_handler: z.enum(['local', 'sandcastle']).optional(),
  command_handler_work_dir: text,
  command_handler_image_reference: text,
  command_handler_k8s_namespace: text,
  command_handler_pvc_env_var: text,
  command_handler_pvc_volume_specs: z.array(z.record(z.string(), z.unknown())).optional(),
  command_handler_storage_class: text,
  appcode: text,
  repository_cache: text,
  add_repositories_to_repository_cache: flag,
  debug: flag,
  upstream_git_remote: text,
  koji_build_command: text,
  pkg_tool: text,
  package_config_path: text,
  github_token: text,
  pagure_user_token: text,
  pagure_fork_token: text,
  github_app_id: z.union([z.string(), z.int()]).optional(),
  github_app_cert_path: text,
  github_app_installation_id: z.union([z.string(), z.int()]).optional(),
  cancel_running_jobs: flag,
});
export type ServiceFile = z.infer<typeof ServiceFile>;

/** Keys that once meant something: ignored, with a warning. */
export const obsoleteKeys = [
  'gitlab_mr_targets_handled',
  'enabled_projects_for_srpm_in_copr',
  'disabled_projects_for_srpm_in_copr',
] as const;

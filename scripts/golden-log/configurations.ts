/** Invented repositories, each with a configuration that uses other rules of the planner. */
export interface GoldenRepository {
  readonly name: string;
  readonly configuration: string;
  /** How the pushed branch beside `main` is called. */
  readonly branch?: string;
  readonly specFiles?: readonly string[];
}

const head = `specfile_path: acorn.spec
upstream_package_name: acorn
downstream_package_name: acorn
`;

export const goldenRepositories: readonly GoldenRepository[] = [
  {
    name: 'acorn',
    configuration: `${head}jobs:
  - {job: copr_build, trigger: pull_request, targets: [fedora-43, fedora-rawhide]}
  - {job: tests, trigger: pull_request, targets: [fedora-43]}
  - {job: copr_build, trigger: commit, branch: main, targets: [fedora-stable]}
  - {job: copr_build, trigger: release, targets: [fedora-all]}
`,
  },
  {
    name: 'beech',
    branch: 'rhel-9',
    configuration: `${head}jobs:
  - {job: copr_build, trigger: pull_request, branch: "rhel-.*", targets: [epel-9]}
  - {job: copr_build, trigger: pull_request, branch: "ma(in", targets: [epel-9]}
  - {job: copr_build, trigger: pull_request, identifier: prefix, branch: ma, targets: [epel-9]}
  - {job: copr_build, trigger: commit, branch: "rhel-.*", targets: [epel-9-aarch64]}
  - {job: copr_build, trigger: commit, branch: "v\\\\d+", targets: [epel-9]}
  - {job: tests, trigger: commit, branch: "rhel-.*", targets: [epel-9-aarch64]}
`,
  },
  {
    name: 'cedar',
    configuration: `${head}jobs:
  - {job: copr_build, trigger: pull_request, targets: [fedora-42, fedora-43]}
  - {job: tests, trigger: pull_request, targets: [fedora-43], require: {label: {present: [ready]}}}
  - {job: copr_build, trigger: pull_request, identifier: slow, targets: [fedora-rawhide], require: {label: {absent: [draft]}}}
`,
  },
  {
    name: 'drift',
    configuration: `${head}jobs:
  - {job: copr_build, trigger: pull_request, manual_trigger: true, targets: [fedora-43]}
  - {job: tests, trigger: pull_request, targets: [fedora-43]}
  - {job: tests, trigger: pull_request, identifier: lint, skip_build: true, targets: [fedora-43]}
  - {job: tests, trigger: pull_request, identifier: deep, manual_trigger: true, skip_build: true, targets: [fedora-rawhide]}
`,
  },
  {
    name: 'elder',
    configuration: `${head}test_command: {default_identifier: fast}
jobs:
  - {job: copr_build, trigger: pull_request, targets: [fedora-43]}
  - {job: tests, trigger: pull_request, identifier: fast, labels: [quick], targets: [fedora-43]}
  - {job: tests, trigger: pull_request, identifier: full, labels: [nightly, quick], targets: [fedora-43]}
  - {job: tests, trigger: pull_request, identifier: odd, targets: [fedora-43]}
`,
  },
  {
    name: 'fir',
    configuration: `${head}jobs:
  - {job: tests, trigger: pull_request, targets: [fedora-43]}
  - {job: copr_build, trigger: pull_request, packit_instances: [stg], targets: [fedora-43]}
  - {job: copr_build, trigger: commit, packit_instances: [stg, prod], targets: [fedora-43]}
  - {job: propose_downstream, trigger: release, dist_git_branches: [fedora-all]}
  - {job: propose_downstream, trigger: release, upstream_tag_include: "release-.*"}
  - {job: propose_downstream, trigger: release, upstream_tag_exclude: "v.*"}
  - {job: propose_downstream, trigger: release, upstream_tag_include: "("}
  - {job: vm_image_build, trigger: pull_request, copr_chroot: fedora-43-x86_64, owner: grove, project: fir, image_distribution: fedora-43, image_request: {architecture: x86_64, image_type: aws, upload_request: {type: aws, options: {}}}, image_customizations: {}}
`,
  },
  {
    name: 'gorse',
    specFiles: ['gorse.spec', 'gorse-doc.spec'],
    configuration: `packages:
  gorse: {specfile_path: gorse.spec, paths: [code], downstream_package_name: gorse}
  gorse-doc: {specfile_path: gorse-doc.spec, paths: [doc], downstream_package_name: gorse-doc}
jobs:
  - {job: copr_build, trigger: pull_request, targets: [fedora-43, fedora-43-s390x]}
  - {job: tests, trigger: pull_request, packages: [gorse], targets: [fedora-43]}
  - {job: copr_build, trigger: commit, packages: [gorse-doc], targets: [fedora-rawhide-aarch64]}
`,
  },
  {
    name: 'hazel',
    configuration: `${head}jobs:
  - {job: copr_build, trigger: pull_request, owner: grove, project: shared, targets: [fedora-43]}
  - {job: copr_build, trigger: pull_request, identifier: closed, owner: "@stones", project: closed, targets: [fedora-43]}
  - {job: tests, trigger: pull_request, identifier: closed, targets: [fedora-43]}
  - {job: copr_build, trigger: release, owner: grove, project: unknown, targets: [fedora-43]}
  - {job: copr_build, trigger: commit, identifier: taken, project: meadow-acorn-7, targets: [fedora-43]}
  - {job: copr_build, trigger: commit, identifier: wrong, project: no/name, targets: [fedora-43]}
`,
  },
  {
    name: 'ivy',
    configuration: `${head}jobs:
  - {job: copr_build, trigger: pull_request, targets: [fedora-43]}
  - {job: tests, trigger: pull_request, use_internal_tf: true, targets: {fedora-43: {distros: [RHEL-9-Nightly]}}}
  - {job: tests, trigger: pull_request, identifier: plain, use_internal_tf: true, skip_build: true, targets: [fedora-43]}
`,
  },
  {
    name: 'juniper',
    configuration: `${head}jobs:
  - {job: copr_build, trigger: pull_request, targets: [epel-6]}
  - {job: tests, trigger: pull_request, targets: [fedora-43-x86_64, fedora-43-aarch64, epel-6]}
  - {job: tests, trigger: release, targets: [fedora-43], skip_build: true}
`,
  },
  {
    name: 'kelp',
    configuration: `${head}jobs:
  - {job: copr_build, trigger: pull_request}
  - {job: tests, trigger: pull_request, fmf_url: "https://tests.example/kelp", fmf_ref: main, tmt_plan: smoke, tf_extra_params: {environments: [{tmt: {context: {how: full}}}]}}
  - {job: copr_build, trigger: commit}
`,
  },
  { name: 'larch', configuration: head },
  {
    name: 'maple',
    configuration: `${head}jobs:
  - {job: tests, trigger: pull_request, targets: [fedora-43]}
  - {job: copr_build, trigger: commit, targets: [epel-10-branched]}
  - {job: copr_build, trigger: release, targets: [epel-10-branched]}
`,
  },
];

/** What some commits hold instead: nothing that can be used. */
export const brokenConfiguration = `${head}jobs:
  - {job: copr_biuld, trigger: pull_request}
`;

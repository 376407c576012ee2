/** What senders must know. Provided by the composition root; an empty text means: not configured. */
export abstract class WebhookSecrets {
  abstract readonly github: string;
  /** Of each GitLab instance, by the host of its projects. */
  abstract readonly gitlab: readonly { readonly host: string; readonly secret: string }[];
  /** Any of these in a callback of Testing Farm is good. */
  abstract readonly testingFarm: readonly string[];
  /** False: requests *without* signature or token are taken too. What is present is always checked. */
  abstract readonly validate: boolean;
}

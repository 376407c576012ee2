/** What senders must know. Provided by the composition root; an empty text means: not configured. */
export abstract class WebhookSecrets {
  abstract readonly github: string;
  abstract readonly gitlab: string;
  /** Any of these in a callback of Testing Farm is good. */
  abstract readonly testingFarm: readonly string[];
  /** False: requests *without* signature or token are taken too. What is present is always checked. */
  abstract readonly validate: boolean;
}

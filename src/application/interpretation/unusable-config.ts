import type { DeliveryEvent } from '../../domain/delivery/delivery.events.js';
import type { LoadedPackageConfig } from '../../domain/package-config/package-config.js';
import { recordedErrors } from '../../domain/package-config/recorded-errors.js';
import type { Excess } from '../../domain/planning/excess.js';
import { ignore } from './interpretation.js';

/** What is recorded where the configuration is not valid, or asks for more than is planned. */
export function ignoreConfig(
  path: string,
  { errors, excess }: Extract<LoadedPackageConfig, { valid: false }>,
  facts: Readonly<Record<string, unknown>>,
  at: string,
): readonly DeliveryEvent[] {
  return ignore(excess ?? 'invalid-configuration', { ...facts, path, ...recordedErrors(errors) }, at);
}

/** What is recorded where the jobs that an event concerns are more than is planned for one. */
export function ignoreExcess(
  { reason, found, most }: Excess,
  facts: Readonly<Record<string, unknown>>,
  at: string,
): readonly DeliveryEvent[] {
  return ignore(reason, { ...facts, found, most }, at);
}

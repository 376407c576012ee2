import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, loadConfiguration } from '../../../src/infrastructure/config/load-configuration.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  path = join(folder, 'packit-service.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (yaml: string, variables: Record<string, string> = {}) => {
  writeFileSync(path, yaml);
  return loadConfiguration({ PACKIT_SERVICE_CONFIG: path, ...variables });
};
const problems = (yaml: string, variables: Record<string, string> = {}): readonly string[] => {
  try {
    load(yaml, variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map((problem) => problem.replaceAll(path, 'FILE'));
    throw error;
  }
  return [];
};

it('names every problem at once, with key, expectation and what was found', () => {
  expect(
    problems('deploymnt: prod\nvalidate_webhooks: maybe\nadmins: me\nfedora_ci: {enabled: []}\n', {
      PORT: 'eighty',
      DEPLOYMENT: 'dev',
      COPR_URL: 'ftp://copr',
      EVENT_STORE: 'postgres://me:very-secret@db',
      COPR_POLL_SECONDS: '0',
    }),
  ).toMatchInlineSnapshot(`
   [
     "FILE: validate_webhooks: expected true or false, found "maybe"",
     "FILE: admins: expected a list, found "me"",
     "FILE: unknown key fedora_ci.enabled",
     "FILE: unknown key deploymnt. Did you mean deployment?",
     "environment: PORT: expected a port, found "eighty"",
     "environment: EVENT_STORE: expected sqlite:FILE, esdb://… or esdb+discover://…, found "postgres://…@db"",
     "environment: DEPLOYMENT: expected prod or stg, found "dev"",
     "environment: COPR_URL: expected an http or https URL, found "ftp://copr"",
     "environment: COPR_POLL_SECONDS: expected a number of seconds above 0, found "0"",
   ]
  `);
});

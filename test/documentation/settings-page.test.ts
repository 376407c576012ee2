import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Environment } from '../../src/infrastructure/config/environment.js';

it('docs/settings.md names every variable', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'settings.md'), 'utf8');
  expect(Object.keys(Environment.shape).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

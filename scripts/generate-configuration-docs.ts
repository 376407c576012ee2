// Writes docs/configuration.md and docs/packit.schema.json from the definitions: `npm run docs:config`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationReference } from '../src/domain/package-config/documentation.js';
import { packageConfigSchema } from '../src/domain/package-config/json-schema.js';

const docs = join(import.meta.dirname, '..', 'docs');
writeFileSync(join(docs, 'configuration.md'), configurationReference());
writeFileSync(join(docs, 'packit.schema.json'), `${JSON.stringify(packageConfigSchema(), null, 2)}\n`);

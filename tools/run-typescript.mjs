import { register } from 'node:module';

// Lets Node run TypeScript without a build: `node --import ./tools/run-typescript.mjs file.ts`.
register('./typescript-loader.mjs', import.meta.url);

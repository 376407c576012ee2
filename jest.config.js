import { translation } from './tools/translation.mjs';

/** Jest runs ES modules itself: NODE_OPTIONS=--experimental-vm-modules, set by `npm test`. */
export default {
  testEnvironment: 'node',
  // Generous, for machines that are busy with other things.
  testTimeout: 30_000,
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...translation, sourceMaps: 'inline', swcrc: false }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

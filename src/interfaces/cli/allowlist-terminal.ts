import { createInterface } from 'node:readline/promises';
import type { AllowlistTerminal } from './allowlist-commands.js';

/** This process. Where nobody sits before it, nobody is asked. */
export const processTerminal: AllowlistTerminal = {
  environment: process.env,
  print: (line) => console.log(line),
  async confirm(question) {
    if (!process.stdin.isTTY) return true;
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
    } finally {
      prompt.close();
    }
  },
};

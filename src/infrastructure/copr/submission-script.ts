import { PermanentFailure } from '../../application/ports/failure.js';

const LONGEST_SCRIPT = 4096;

/** The script with the submission's key as a comment line: after the line that names the interpreter, if there is one. */
export function scriptWithKey(script: string, key: string): string {
  const interpreter = /^#![^\n]*\n/.exec(script)?.[0] ?? '';
  const marked = `${interpreter}${markerOf(key)}\n${script.slice(interpreter.length)}`;
  const length = [...marked].length;
  if (length > LONGEST_SCRIPT)
    throw new PermanentFailure(`The source script has ${length} characters, and Copr takes at most ${LONGEST_SCRIPT}`, {
      service: 'Copr',
      kind: 'invalid',
    });
  return marked;
}

/** Whether a build was started under this key. */
export function carriesKey(script: string, key: string): boolean {
  return script.split(/\r?\n/, 5).includes(markerOf(key));
}

const markerOf = (key: string) => `# submission ${key.replace(/\s+/g, ' ')}`;

import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileCrashJournal } from '../../../src/infrastructure/crash-journal/file-crash-journal.js';
import { RememberingLog } from '../../application/running-core.js';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
let path: string;
let log: RememberingLog;
beforeEach(() => {
  path = join(folder, `journal-${count++}`, 'under-way');
  log = new RememberingLog();
});

/** Another process opens the journal: whichever had it before is dead. */
function reborn(): FileCrashJournal {
  const journal = new FileCrashJournal(path, log);
  journal.recall();
  return journal;
}
const deaths = () => Object.fromEntries(new FileCrashJournal(path, log).recall().deaths);

it('counts the deaths of what was under way, and only of that', () => {
  for (let death = 1; death <= 3; death++) {
    const journal = reborn();
    journal.begin('deadly', 't');
    journal.begin(`harmless ${death}`, 't');
    journal.end(`harmless ${death}`);
    journal.begin(`beside ${death}`, 't');
  }
  expect(deaths()).toEqual({ deadly: 3, 'beside 1': 1, 'beside 2': 1, 'beside 3': 1 });
});

it('forgets the deaths of what comes to an end', () => {
  reborn().begin('a', 't');
  const journal = reborn();
  journal.begin('a', 't');
  journal.end('a');
  expect(deaths()).toEqual({});
});

it('counts nothing that was under way when the process left in good order', () => {
  const journal = reborn();
  journal.begin('a', 't');
  journal.leave();
  journal.begin('b', 't');
  expect(deaths()).toEqual({ b: 1 });
});

it('remembers what was parked until it is released', () => {
  reborn().park('a', '2026-01-05T12:00:00.000Z');
  expect(Object.fromEntries(reborn().recall().parked)).toEqual({ a: '2026-01-05T12:00:00.000Z' });
  reborn().release('a');
  expect(reborn().recall().parked.size).toBe(0);
});

it('remembers whose turn was longest ago; a turn that did not end was none', () => {
  const journal = reborn();
  for (const tenant of ['a', 'b', 'c', 'a']) {
    journal.begin(`todo of ${tenant}`, tenant);
    journal.end(`todo of ${tenant}`);
  }
  journal.begin('cut off', 'b');
  expect(reborn().recall().served).toEqual(['b', 'c', 'a']);
});

it('stays small', () => {
  const journal = reborn();
  journal.begin('deadly', 't');
  for (let n = 0; n < 30_000; n++) {
    journal.begin(`publish-check/github.com/acme/hello|${n}`, `tenant-${n % 10}`);
    journal.end(`publish-check/github.com/acme/hello|${n}`);
  }
  expect(statSync(path).size).toBeLessThan(1.1 * 1024 * 1024);
  expect(deaths()).toEqual({ deadly: 1 });
});

it('survives a line that was cut off, and rubbish', () => {
  const journal = reborn();
  journal.begin('a', 't');
  appendFileSync(path, 'rubbish\n{"a":1}\n["begin","b');
  expect(deaths()).toEqual({ a: 1 });
});

it('takes keys with anything in them', () => {
  const key = 'publish-check/x|y|rpm-build:"a\n\t,]ž';
  reborn().begin(key, 't');
  expect(deaths()).toEqual({ [key]: 1 });
});

it('counts nothing where it cannot write, says so once, and goes on', () => {
  mkdirSync(join(path, '..'), { recursive: true });
  mkdirSync(path);
  const journal = reborn();
  for (let n = 0; n < 3; n++) {
    journal.begin('a', 't');
    journal.end('a');
  }
  expect(log.lines).toHaveLength(1);
  rmSync(path, { recursive: true });
  writeFileSync(path, '');
  expect(deaths()).toEqual({});
  expect(readFileSync(path, 'utf8')).toBe('');
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TransientFailure } from '../../../../src/application/ports/failure.js';
import { LogSync } from '../../../../src/infrastructure/event-store/sqlite/log-sync.js';

describe('LogSync', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-sync-'));
  const path = join(folder, 'events.db');
  writeFileSync(path, '');
  writeFileSync(`${path}-wal`, 'frames');
  let sync: LogSync;

  beforeEach(() => (sync = new LogSync(path)));
  afterAll(() => rmSync(folder, { recursive: true }));

  const committed = (before: number, last: number): Promise<Error | undefined> =>
    new Promise((resolve) => sync.committed(before, last, resolve));

  it('says what is on disk for certain while a sync is under way, and answers when it is through', async () => {
    expect(sync.durablePosition).toBeUndefined();
    const first = committed(4, 5);
    const second = committed(5, 9);
    expect(sync.durablePosition).toBe(4);
    expect(await first).toBeUndefined();
    expect(sync.durablePosition).toBe(5);
    expect(await second).toBeUndefined();
    expect(sync.durablePosition).toBeUndefined();
    sync.close();
  });

  it('lets who asks about something already committed wait for it too', async () => {
    const order: string[] = [];
    const commit = committed(0, 1).then(() => order.push('committed'));
    await sync.settled();
    order.push('settled');
    await commit;
    expect(order).toEqual(['committed', 'settled']);
    sync.close();
  });

  it('promises nothing any more after a sync has failed', async () => {
    sync.close();
    expect(await committed(0, 1)).toBeInstanceOf(TransientFailure);
    expect(await committed(1, 2)).toBeInstanceOf(TransientFailure);
    expect(sync.durablePosition).toBe(0);
    await expect(sync.settled()).rejects.toThrow('not on disk');
  });
});

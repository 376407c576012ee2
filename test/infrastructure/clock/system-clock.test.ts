import { SystemClock } from '../../../src/infrastructure/clock/system-clock.js';

const clock = new SystemClock();

it('tells the time of the machine', () => {
  const before = Date.now();
  const now = clock.now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

it('sleeps for as long as it is told', async () => {
  const before = performance.now();
  await clock.sleep(30);
  expect(performance.now() - before).toBeGreaterThanOrEqual(28);
});

it('wakes up when it is called, and does not fall asleep when it was called before', async () => {
  const alarm = new AbortController();
  const sleep = clock.sleep(3_600_000, alarm.signal);
  alarm.abort();
  await sleep;
  await clock.sleep(3_600_000, alarm.signal);
});

it.each([2 ** 31, 2 ** 32 + 5, 40 * 24 * 3_600_000])(
  'does not wake up before its time, which is %s ms',
  async (time) => {
    const alarm = new AbortController();
    let isAwake = false;
    const sleep = clock.sleep(time, alarm.signal).then(() => (isAwake = true));
    await clock.sleep(50);
    expect(isAwake).toBe(false);
    alarm.abort();
    await sleep;
  },
);

import { Timeline } from '../../sandbox/timeline.js';

/** Lets the event loop turn until so many milliseconds have passed. */
async function turn(milliseconds: number): Promise<void> {
  for (const end = performance.now() + milliseconds; performance.now() < end;) await new Promise(setImmediate);
}

/** Keeps the event loop from turning, as other work on a busy machine does. */
function block(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}

/** A clock of a simulated second a millisecond, and what happened on it. */
function aTimeline() {
  const timeline = new Timeline({ speed: 1_000 });
  const happened: string[] = [];
  const note = (seconds: number, name: string) => timeline.after(seconds, () => happened.push(name));
  const over = async () => {
    while (timeline.waiting > 0) await new Promise(setImmediate);
  };
  return { timeline, happened, note, over };
}

it('keeps appointments in their order, however late it comes to them', async () => {
  const { happened, note, over } = aTimeline();
  const callOff = note(40, 'called off');
  await turn(20);
  note(30, 'queued');
  note(40, 'running');
  callOff();
  block(80);
  await over();
  expect(happened).toEqual(['queued', 'running']);
});

it('keeps appointments of one moment in the order in which they were made', async () => {
  const { happened, note, over } = aTimeline();
  for (const name of ['first', 'second', 'third']) note(5, name);
  block(20);
  await over();
  expect(happened).toEqual(['first', 'second', 'third']);
});

it('counts what an appointment brings with it from the time of the appointment', async () => {
  const { timeline, happened, note, over } = aTimeline();
  timeline.after(10, () => note(10, 'ten later'));
  note(30, 'thirty');
  block(60);
  await over();
  expect(happened).toEqual(['ten later', 'thirty']);
});

it('keeps nothing that was called off, and nothing after its end', async () => {
  const { timeline, happened, note, over } = aTimeline();
  note(10, 'called off')();
  note(20, 'kept');
  await over();
  note(5, 'too late');
  timeline.stop();
  await turn(20);
  expect(happened).toEqual(['kept']);
});

it('passes by hand only where that was asked for', () => {
  const happened: string[] = [];
  const timeline = new Timeline('manual');
  timeline.after(10, () => {
    happened.push('first');
    timeline.after(5, () => happened.push('its follower'));
  });
  timeline.after(15, () => happened.push('second'));
  timeline.advance(9);
  expect(happened).toEqual([]);
  timeline.advance(6);
  expect([happened, timeline.waiting]).toEqual([['first', 'second', 'its follower'], 0]);
  expect(() => new Timeline({ speed: 1 }).advance(1)).toThrow('manual');
});

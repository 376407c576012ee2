import { Gate, GateFull } from '../../../src/interfaces/http/gate.js';
import { SenderCounts } from '../../../src/interfaces/http/sender-counts.js';

const staying = new AbortController().signal;

describe('a gate', () => {
  it('lets so many in, lets so many wait, and refuses the others', async () => {
    const gate = new Gate({ each: { inside: 1, waiting: 1 }, all: { inside: 2, waiting: 2 } });
    const entered: string[] = [];
    const enter = async (sender: string) => {
      const leave = await gate.enter(sender, staying);
      entered.push(sender);
      return leave;
    };
    const first = await enter('a');
    const second = enter('a');
    await expect(gate.enter('a', staying)).rejects.toEqual(new GateFull('sender'));
    const other = await enter('b');
    const third = enter('c');
    await expect(gate.enter('d', staying)).rejects.toEqual(new GateFull('all'));
    expect(entered).toEqual(['a', 'b']);
    // The place of b is no place for a second a.
    other();
    (await third)();
    expect(entered).toEqual(['a', 'b', 'c']);
    first();
    first();
    (await second)();
    expect(entered).toEqual(['a', 'b', 'c', 'a']);
    (await enter('a'))();
  });

  it('forgets who does not wait any longer', async () => {
    const gate = new Gate({ each: { inside: 1, waiting: 1 }, all: { inside: 1, waiting: 1 } });
    const leave = await gate.enter('a', staying);
    const gone = new AbortController();
    const waiting = gate.enter('b', gone.signal);
    gone.abort();
    await expect(waiting).rejects.toThrow();
    await expect(gate.enter('b', gone.signal)).rejects.toThrow();
    const next = gate.enter('c', staying);
    leave();
    (await next)();
  });
});

it('counts what senders have, each and in all', () => {
  const counts = new SenderCounts({ each: 2, all: 3 });
  const leave = counts.join('a') as () => void;
  expect([counts.join('a'), counts.join('a')]).toEqual([expect.any(Function), 'sender']);
  expect([counts.join('b'), counts.join('c')]).toEqual([expect.any(Function), 'all']);
  leave();
  leave();
  expect([counts.join('c'), counts.join('d')]).toEqual([expect.any(Function), 'all']);
});

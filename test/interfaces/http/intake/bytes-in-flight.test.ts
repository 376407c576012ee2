import fc from 'fast-check';
import { BytesInFlight } from '../../../../src/interfaces/http/intake/bytes-in-flight.js';

const limits = { bytesInFlight: 100, bytesInFlightPerAddress: 60 };

function counting() {
  let now = 0;
  const gaveWay: string[] = [];
  const bytes = new BytesInFlight(limits, () => now);
  return {
    bytes,
    gaveWay,
    after: (ms: number) => void (now += ms),
    open: (name: string, address = name) => bytes.open(address, () => gaveWay.push(name)),
  };
}

it('takes what fits, and no more', () => {
  const { bytes, open } = counting();
  const [a, b] = [open('a'), open('b')];
  expect([a.add(60), a.add(1), b.add(40), b.add(1)]).toEqual([true, false, true, false]);
  expect(bytes.held).toBe(100);
});

it('has room again when a body is released, however often that is said', () => {
  const { bytes, open } = counting();
  const a = open('a');
  expect(a.add(60)).toBe(true);
  a.release();
  a.release();
  expect(bytes.held).toBe(0);
  expect(a.add(1)).toBe(false);
  expect(open('a').add(60)).toBe(true);
});

it('counts all bodies of an address together', () => {
  const { open } = counting();
  expect([open('a', 'x').add(40), open('b', 'x').add(30), open('c', 'y').add(60)]).toEqual([true, false, true]);
});

it('lets the body give way that has been arriving for longest', () => {
  const { open, gaveWay, after } = counting();
  for (const name of ['a', 'b']) expect(open(name).add(50)).toBe(true);
  after(3000);
  expect(open('c').add(50)).toBe(true);
  expect(gaveWay).toEqual(['a']);
});

it('lets nobody give way who has only begun, nor who is complete', () => {
  const { open, gaveWay, after } = counting();
  const done = open('done');
  expect(done.add(60)).toBe(true);
  done.complete();
  after(3000);
  expect(open('young').add(40)).toBe(true);
  after(1000);
  expect(open('next').add(40)).toBe(false);
  expect(gaveWay).toEqual([]);
});

it('takes room for an address only from that address', () => {
  const { open, gaveWay, after } = counting();
  expect(open('other', 'y').add(30)).toBe(true);
  expect(open('first', 'x').add(50)).toBe(true);
  after(3000);
  expect(open('second', 'x').add(20)).toBe(true);
  expect(gaveWay).toEqual(['first']);
});

it('never holds more than the limits, whatever happens, and nothing when all is released', () => {
  const step = fc.tuple(fc.nat(5), fc.nat(2), fc.constantFrom('add', 'complete', 'release'), fc.nat(70), fc.nat(1500));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { bytes, open, after } = counting();
      const bodies = new Map<string, ReturnType<typeof open>>();
      for (const [number, address, what, count, ms] of steps) {
        const name = `${address}/${number}`;
        const body = bodies.get(name) ?? open(name, String(address));
        bodies.set(name, body);
        after(ms);
        if (what === 'add') body.add(count);
        else body[what]();
        if (what === 'release') bodies.delete(name);
        if (bytes.held > limits.bytesInFlight || bytes.held < 0) return false;
      }
      for (const body of bodies.values()) body.release();
      return bytes.held === 0;
    }),
  );
});

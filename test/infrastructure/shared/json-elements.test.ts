import { jsonElements } from '../../../src/infrastructure/shared/json-elements.js';

async function elements(text: string, pieceSize: number): Promise<unknown[]> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceSize) }, (_, at) =>
    bytes.subarray(at * pieceSize, (at + 1) * pieceSize),
  );
  const found: unknown[] = [];
  for await (const element of jsonElements(pieces)) found.push(element);
  return found;
}

const lists = [
  [],
  [1],
  [null, true, 'a,b', 'a]b', 'a"b\\', '\\"', '"', '[[{{', 'žluťoučký 🐎', -1.5e3],
  [[], {}, [[[]]], { a: [1, { b: ']' }], '{': '}' }],
  [''],
];

it.each(lists)('reads each element of a list, wherever it is cut', async (...list) => {
  for (const text of [JSON.stringify(list), ` ${JSON.stringify(list, null, 2)}\r\n`])
    for (const size of [1, 2, 3, 7, 1000]) expect(await elements(text, size)).toEqual(list);
});

it.each([
  '',
  '  ',
  '[',
  '[1',
  '[1,',
  '[1,]',
  '[,1]',
  '{}',
  '1',
  '<html>',
  '[1] 2',
  '[1][2]',
  '["a]',
  '[{"a":}]',
  '[1}]',
])('refuses %j', async (text) => {
  for (const size of [1, 1000]) await expect(elements(text, size)).rejects.toThrow(SyntaxError);
});

it('hands out what has come before the list ends', async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (yield Buffer.from('['); ;) yield Buffer.from('{"n": 1},');
  }
  let count = 0;
  for await (const element of jsonElements(endless())) {
    expect(element).toEqual({ n: 1 });
    if (++count === 100) break;
  }
});

it('keeps no element that is too big', async () => {
  function* endless(): Generator<Uint8Array> {
    yield Buffer.from('["');
    for (const piece = Buffer.alloc(64 * 1024, 'x'); ;) yield piece;
  }
  await expect(jsonElements(endless()).next()).rejects.toThrow('more than 8388608 bytes');
});

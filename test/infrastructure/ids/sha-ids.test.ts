import { validate, version } from 'uuid';
import { ShaIds } from '../../../src/infrastructure/ids/sha-ids.js';

const ids = new ShaIds();

it('makes the same UUID of the same text, for ever', () => {
  expect(ids.uuid('delivery-github-1')).toBe('35fd9af2-25d1-59e3-ab82-10347c53d75b');
  expect(ids.uuid('delivery-github-2')).not.toBe(ids.uuid('delivery-github-1'));
  expect(validate(ids.uuid(''))).toBe(true);
  expect(version(ids.uuid('x'))).toBe(5);
});

it('digests texts and bytes alike', () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(ids.digest('')).toBe(empty);
  expect(ids.digest('č')).toBe(ids.digest(Buffer.from('č')));
});

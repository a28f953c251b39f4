import { expect, it } from 'vitest';
import { isTooLarge } from '../../src/wire/refusal.ts';

it.each<[number, string, boolean]>([
  [413, 'HTTP 413', true],
  [500, 'request entity too large', true],
  [500, 'File too large', true],
  [400, 'Payload Too Large', true],
  [500, 'the answer of the model was too large', false],
  [500, 'HTTP 500', false],
  [200, 'request entity too large', false],
])('a %i with "%s" says that the request was too large: %s', (status, words, is) => {
  expect(isTooLarge(status, words)).toBe(is);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorText } from '../../src/diagnostics/error-text.ts';

const SAID = 'Meet me at the old mill at nine';

describe('what is told of an error', () => {
  it('is its name, its words and where it was thrown', () => {
    const words = errorText(new RangeError('Invalid time value'));
    expect(words).toMatch(/^RangeError: Invalid time value\n\s+at .*error-text\.test\.ts:\d+:\d+/);
  });

  it.each<[string, () => unknown, string[]]>([
    ['what it quotes', () => JSON.parse(`{"text": ${SAID}}`), ['mill', 'Meet me']],
    ['what was said', () => new Error(`cannot format ${SAID} as a time`), ['mill']],
    [
      'what was said, in its stack',
      () => Object.assign(new Error('x'), { stack: `Error: ${SAID}\n at a.js:1:1` }),
      ['mill'],
    ],
    ['a key', () => new Error('401: api_key=sk-abcdefghij0123456789 is wrong'), ['sk-abcdefghij0123456789']],
    ['a text that was thrown as it is', () => SAID, ['mill']],
  ])('is without %s', (_, thrown, secrets) => {
    let error: unknown;
    try {
      error = thrown();
    } catch (caught) {
      error = caught;
    }
    const words = errorText(error, [SAID, 'me']);
    for (const secret of secrets) expect(words).not.toContain(secret);
    expect(words.length).toBeGreaterThan(5);
  });

  it('is never longer than a screen, and never throws', () => {
    const trap = new Proxy(new Error('x'), {
      get: () => {
        throw new Error('nothing is told');
      },
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withNullPrototype: true }), fc.constant(trap)), (thrown) => {
        expect(errorText(thrown, ['', 'abcd']).length).toBeLessThan(3_000);
      }),
    );
    expect(errorText(new Error('x'.repeat(100_000))).length).toBeLessThan(3_000);
  });
});

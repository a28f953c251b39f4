// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  LeftOutNote,
  SHOWN_LENGTH,
  SHOWN_STREAM_LENGTH,
  useShownPart,
} from '../../../../src/views/conversation/message/shown-part.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { english } from '../../../stage/english.ts';
import { other } from '../../../stage/made.ts';

beforeAll(() => setTextSource(english));
afterEach(() => act(() => render(null, document.body)));

const Text = ({ whole, streaming = false }: { whole: string; streaming?: boolean }) => {
  const { part, more } = useShownPart(whole, streaming);
  return (
    <>
      <p id="part">{part}</p>
      {more}
    </>
  );
};
const show = (whole: string, streaming?: boolean): Promise<void> =>
  act(() => render(<Text whole={whole} {...(streaming !== undefined && { streaming })} />, document.body));
const shown = (): string => document.querySelector('#part')?.textContent ?? '';
const button = (): HTMLButtonElement | null => document.querySelector('button');

describe('a long text', () => {
  it('is shown in part, with how much more there is, and whole when that is asked for', async () => {
    const whole = `${'x'.repeat(SHOWN_LENGTH - 1)}😀${'y'.repeat(1_000_000)}`;
    await show(whole);
    expect(shown()).toBe('x'.repeat(SHOWN_LENGTH - 1));
    expect(button()?.textContent).toBe('Show all: 1,000,002 more characters');
    await act(() => button()?.click());
    expect(shown()).toBe(whole);
    expect(button()).toBeNull();
  });

  it('that was read while it was written does not shrink when it is complete', async () => {
    const whole = 'x'.repeat(SHOWN_LENGTH + 5);
    await show(whole, true);
    await show(whole, false);
    expect(shown()).toBe(whole);
    await show('x'.repeat(SHOWN_STREAM_LENGTH + 5), true);
    expect(shown()).toHaveLength(SHOWN_STREAM_LENGTH);
    expect(button()).not.toBeNull();
  });

  it('of usual length is shown as it is', async () => {
    await show('x'.repeat(SHOWN_LENGTH));
    expect(shown()).toHaveLength(SHOWN_LENGTH);
    expect(button()).toBeNull();
  });
});

it.each([
  [{ characters: 18_000_000, attachments: 0 }, ['Characters left out at its end: 18,000,000']],
  [{ characters: 0, attachments: 4_900 }, ['Attachments left out: 4,900']],
  [undefined, []],
])('what is not stored of a message, %o, is told', async (leftOut, words) => {
  const message = { ...other('m1', 'words', 1), leftOut };
  await act(() => render(<LeftOutNote message={message} />, document.body));
  const notes = [...document.querySelectorAll('.left-out')].map(({ textContent }) => textContent);
  expect(notes).toEqual(words.map((word) => expect.stringContaining(word)));
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_DRAFT, type SavedDraft, supersedes } from '../../../../src/model/saved-draft.ts';
import { afterCommit } from '../../../../src/views/conversation/composer/draft.ts';
import { createSharedDraft } from '../../../../src/views/conversation/composer/shared-draft.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Post = () => void;

/** The worker, the store that outlives it, and what is on the way to it and from it. Each way keeps its order. */
const createWorld = () => {
  let stored: SavedDraft = NO_DRAFT;
  const windows: ReturnType<typeof openWindow>[] = [];
  const sent: string[] = [];

  const save = (draft: SavedDraft): void => {
    if (!supersedes(draft, stored)) return;
    stored = draft;
    for (const window of windows) window.from.push(() => window.hear(draft));
  };

  const openWindow = (name: string) => {
    let known = stored;
    const to: Post[] = [];
    const from: Post[] = [];
    const draft = createSharedDraft({
      initial: stored,
      known: () => known,
      now: Date.now,
      save: (own) => {
        if (supersedes(own, known)) known = own;
        to.push(() => save(own));
      },
      onFollow: () => undefined,
    });
    const hear = (heard: SavedDraft): void => {
      if (supersedes(heard, known)) known = heard;
      draft.knownChanged();
    };
    const send = (): void => {
      const text = draft.text.peek();
      if (text === '' || draft.sending() !== undefined) return;
      const at = draft.beginSending(text);
      to.push(() => {
        sent.push(text);
        save({ text: '', at });
        from.push(() => draft.endSending(true, afterCommit(draft.text.peek(), text)));
      });
    };
    return { name, draft, to, from, hear, send };
  };

  return {
    windows,
    sent,
    stored: () => stored,
    open: (name: string) => windows.push(openWindow(name)),
    /** Delivers all that is on the way, and lets every window be left alone. */
    settle: () => {
      for (let round = 0; round < 6; round += 1) {
        vi.advanceTimersByTime(3_000);
        for (const { to, from } of windows) {
          for (const post of to.splice(0)) post();
          for (const post of from.splice(0)) post();
        }
      }
    },
  };
};

const WINDOWS = [0, 1] as const;
const STEP = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('type' as const), at: fc.constantFrom(...WINDOWS) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      ms: fc.constantFrom(0, 1, 60, 299, 300, 3_000),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('to' as const), at: fc.constantFrom(...WINDOWS) }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('from' as const), at: fc.constantFrom(...WINDOWS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('send' as const), at: fc.constantFrom(...WINDOWS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('compose' as const),
      at: fc.constantFrom(...WINDOWS),
      on: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('close' as const), at: fc.constantFrom(...WINDOWS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('clock' as const),
      ms: fc.integer({ min: -5_000, max: 5_000 }),
    }),
  },
);

describe('a draft in two windows', () => {
  it('is never a text of both, and in the end the one that was written last, in whatever order things come', () => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 60 }), (steps) => {
        const world = createWorld();
        world.open('a');
        world.open('b');
        /** Every text that stood in a field as a whole once it was written there. */
        const written = new Set(['']);
        for (const step of steps) {
          const window = 'at' in step ? world.windows[step.at] : undefined;
          switch (step.type) {
            case 'type': {
              const next = `${window?.draft.text.peek()}${window?.name}`;
              written.add(next);
              window?.draft.change(next, 'soon');
              // While it is written in, a window keeps its own text.
              expect(window?.draft.text.peek()).toBe(next);
              break;
            }
            case 'wait':
              vi.advanceTimersByTime(step.ms);
              break;
            case 'to':
              window?.to.shift()?.();
              break;
            case 'from':
              window?.from.shift()?.();
              break;
            case 'send':
              window?.send();
              break;
            case 'compose':
              window?.draft.setComposing(step.on);
              break;
            case 'close':
              window?.draft.close();
              break;
            case 'clock':
              vi.setSystemTime(Math.max(0, Date.now() + step.ms));
              break;
            default:
              step satisfies never;
          }
          for (const { draft } of world.windows) {
            const text = draft.text.peek();
            // What was added to a message while that was sent stands alone afterwards.
            const isRest = world.sent.some((sent) => written.has(sent + text));
            expect(written.has(text) || isRest).toBe(true);
            if (isRest) written.add(text);
          }
        }
        for (const { draft } of world.windows) draft.setComposing(false);
        world.settle();
        const texts = world.windows.map(({ draft }) => draft.text.peek());
        expect(texts).toEqual([world.stored().text, world.stored().text]);
      }),
      { numRuns: 500 },
    );
  });

  it('follows what another window did while a message was sent here', () => {
    const world = createWorld();
    world.open('a');
    world.open('b');
    const [a, b] = world.windows;
    a?.draft.change('a', 'soon');
    b?.draft.change('b', 'soon');
    b?.send();
    b?.draft.change('bb', 'soon');
    vi.advanceTimersByTime(300);
    a?.send();
    world.settle();
    expect([a?.draft.text.peek(), b?.draft.text.peek(), world.stored().text]).toEqual(['', '', '']);
  });

  /** Two windows, in which keys are pressed in turn, and which are closed in the order of `closing`. */
  const writeInBoth = (closing: readonly number[]) => {
    const world = createWorld();
    world.open('a');
    world.open('b');
    for (let key = 1; key <= 5; key += 1) {
      for (const { draft, name } of world.windows) {
        draft.change(name.repeat(key), 'soon');
        vi.advanceTimersByTime(40);
      }
    }
    for (const index of closing) world.windows[index]?.draft.close();
    for (const index of closing) for (const post of world.windows[index]?.to.splice(0) ?? []) post();
    return world.stored().text;
  };

  it('is that of the window that was written in last, not of the one that is closed last', () => {
    expect(writeInBoth([0, 1])).toBe('bbbbb');
    expect(writeInBoth([1, 0])).toBe('bbbbb');
  });

  it('follows the other window once it is left alone, and not before', () => {
    const world = createWorld();
    world.open('a');
    world.open('b');
    const [a, b] = world.windows;
    a?.draft.change('mine', 'soon');
    vi.advanceTimersByTime(100);
    b?.draft.change('theirs', 'now');
    for (const post of b?.to.splice(0) ?? []) post();
    for (const post of a?.from.splice(0) ?? []) post();
    expect(a?.draft.text.peek()).toBe('mine');
    vi.advanceTimersByTime(2_900);
    expect(a?.draft.text.peek()).toBe('theirs');
    world.settle();
    expect(world.stored().text).toBe('theirs');
  });

  it('is emptied by a message that is sent in one, but for what was written in the other since', () => {
    const world = createWorld();
    world.open('a');
    world.open('b');
    const [a, b] = world.windows;
    a?.draft.change('hello', 'soon');
    world.settle();
    expect(b?.draft.text.peek()).toBe('hello');
    a?.send();
    world.settle();
    expect([a?.draft.text.peek(), b?.draft.text.peek(), world.sent]).toEqual(['', '', ['hello']]);
    a?.draft.change('again', 'soon');
    world.settle();
    a?.send();
    vi.advanceTimersByTime(10);
    b?.draft.change('again, and more', 'soon');
    world.settle();
    expect([a?.draft.text.peek(), b?.draft.text.peek()]).toEqual(['again, and more', 'again, and more']);
  });
});

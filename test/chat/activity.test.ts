import { describe, expect, it } from 'vitest';
import {
  endThinking,
  endTyping,
  NO_ACTIVITY,
  setTyping,
  startThinking,
  stillGoing,
  THINKING_MS,
} from '../../src/chat/activity.ts';
import { isUnanswered } from '../../src/chat/unanswered.ts';
import { LAST_TIME } from '../../src/model/time.ts';
import { other, own } from '../harness/nouns.ts';

const bob = { who: 'bob', name: 'Bob', until: 6_000 };
const eve = { who: 'eve', name: 'Eve', until: 9_000 };

describe('thinking', () => {
  const thinks = startThinking({ typing: [bob] }, 'agent', 'Eliza', 1_000);

  it('ends by itself after a minute, since an agent may choose to say nothing', () => {
    expect(stillGoing(thinks, 1_000 + THINKING_MS - 1).thinking).toEqual({
      who: 'agent',
      name: 'Eliza',
      until: 1_000 + THINKING_MS,
    });
    expect(stillGoing(thinks, 1_000 + THINKING_MS)).toEqual(NO_ACTIVITY);
  });

  it('does not last until the time of another clock: the server’s, or ours before it was set back', () => {
    for (const began of [1_000 + 3_600_000, LAST_TIME]) {
      const activity = startThinking({ typing: [{ ...bob, until: began }] }, 'agent', 'Eliza', began);
      expect(stillGoing(activity, 1_000)).toEqual(NO_ACTIVITY);
    }
  });

  it('begins anew with each message', () => {
    expect(startThinking(thinks, 'agent', 'Eliza', 5_000).thinking?.until).toBe(5_000 + THINKING_MS);
  });

  it('ends without ending who types', () => {
    expect(endThinking(thinks)).toEqual({ typing: [bob] });
  });
});

describe('typing', () => {
  it('lists each person once, with their latest end', () => {
    const later = { ...bob, until: 8_000 };
    expect(setTyping(setTyping(NO_ACTIVITY, bob), later)).toEqual({ typing: [later] });
    expect(setTyping({ typing: [bob] }, eve)).toEqual({ typing: [bob, eve] });
  });

  it('ends for who is named, and for nobody else', () => {
    expect(endTyping({ typing: [bob, eve] }, 'bob')).toEqual({ typing: [eve] });
    expect(endTyping({ typing: [bob] }, 'eve')).toEqual({ typing: [bob] });
  });

  it('ends by itself, each at its own time', () => {
    expect(stillGoing({ typing: [bob, eve] }, 6_000)).toEqual({ typing: [eve] });
    expect(stillGoing({ typing: [bob, eve] }, 9_000)).toEqual(NO_ACTIVITY);
  });
});

describe('a message without an answer', () => {
  const sent = own('m1', { at: 1_000, delivery: { type: 'sent' } });
  const late = 1_000 + THINKING_MS;

  it('is ours, delivered, the last one, a minute old, with nobody thinking', () => {
    expect(isUnanswered(sent, NO_ACTIVITY, late)).toBe(true);
    expect(isUnanswered(sent, NO_ACTIVITY, late - 1)).toBe(false);
    expect(isUnanswered(sent, startThinking(NO_ACTIVITY, 'agent', 'Eliza', late - 1), late)).toBe(false);
    expect(isUnanswered(own('m1', { at: 0 }), NO_ACTIVITY, late)).toBe(false);
    expect(isUnanswered(other('s1', { at: 0 }), NO_ACTIVITY, late)).toBe(false);
    expect(isUnanswered(undefined, NO_ACTIVITY, late)).toBe(false);
  });
});

import { setTimeout as after } from 'node:timers/promises';
import type { RoomAgent } from './agent.ts';
import { spoken } from './extract.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** How many messages of a room an agent remembers. */
const REMEMBERED = 20;

/** What the agent says to a message, as it comes; undefined where the answer is to be dropped. */
export type Ask = (roomId: string, text: string) => AsyncGenerator<string> | undefined;

/** The conversations of all rooms with one agent. What is asked ends when `signal` aborts. */
export const createConversations = (
  agent: RoomAgent,
  misbehaviour: Misbehaviour,
  signal: AbortSignal,
): Ask => {
  const earlier = new Map<string, string[]>();

  async function* answer(text: string, before: readonly string[]): AsyncGenerator<string> {
    const { delayAnswersMs } = misbehaviour;
    if (delayAnswersMs > 0) {
      // An abort is the end of the answer, and no fault.
      await after(delayAnswersMs, undefined, { signal }).catch(() => undefined);
    }
    if (signal.aborted) return;
    for await (const part of spoken(agent.answer(text, before))) {
      if (signal.aborted) return;
      yield part;
    }
  }

  return (roomId, text) => {
    const before = earlier.get(roomId) ?? [];
    earlier.set(roomId, [...before, text].slice(-REMEMBERED));
    if (misbehaviour.dropAnswers > 0) {
      misbehaviour.dropAnswers -= 1;
      return undefined;
    }
    return answer(text, before);
  };
};

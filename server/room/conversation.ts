import { setTimeout as after } from 'node:timers/promises';
import type { RoomAgent } from './agent.ts';
import { spoken } from './extract.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** How many messages of a room an agent remembers. */
const REMEMBERED = 20;

/** Streams the agent's answer to a message; undefined where misbehaviour drops the answer. */
export type Ask = (roomId: string, text: string) => AsyncGenerator<string> | undefined;

/** Makes the conversations of all rooms with one agent. Answers end when `signal` aborts. */
export const createConversations = (
  agent: RoomAgent,
  misbehaviour: Misbehaviour,
  signal: AbortSignal,
): Ask => {
  const earlier = new Map<string, string[]>();

  async function* answer(text: string, before: readonly string[]): AsyncGenerator<string> {
    const { delayAnswersMs } = misbehaviour;
    if (delayAnswersMs > 0) {
      // An abort ends the answer without an error.
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

import type { GenerateTextParams, IAgentRuntime, Plugin, TextStreamResult } from '@elizaos/core';
import { type Dice, respond } from './eliza/respond.ts';
import { paced, pieces, replyXml } from './eliza/xml.ts';
import { completion, type Fetch, type OnlineModel } from './online-model.ts';
import { type Asked, readPrompt } from './prompt.ts';

export interface ModelOptions {
  /** The time before each chunk of a streamed answer, in ms. */
  chunkDelayMs: number;
  dice: Dice;
  /** Answers in ELIZA's place where it is given. */
  online: OnlineModel | undefined;
  fetch: Fetch;
}

const WORDS_IN_TITLE = 6;

/** The answer to a prompt of ElizaOS, in the form that the prompt requests. Never empty. */
export const offlineAnswer = (asked: Asked, dice: Dice): string => {
  switch (asked.type) {
    case 'reply':
      return replyXml(respond(asked.text, asked.earlier, dice), 'I turn the words round and ask on.');
    case 'should-respond':
      return '<response><reasoning>I was spoken to.</reasoning><action>RESPOND</action></response>';
    case 'reflection':
      return '<response><thought>I listened.</thought><facts></facts><relationships></relationships></response>';
    case 'title': {
      const first = asked.conversation.split('\n')[0] ?? '';
      const words = first.slice(first.indexOf(': ') + 1).match(/[\p{L}\p{N}']+/gu) ?? [];
      return words.slice(0, WORDS_IN_TITLE).join(' ') || 'A conversation';
    }
    case 'yes-or-no':
      return 'NO';
    case 'other':
      return replyXml(respond(asked.text, [], dice), 'I was asked something that I do not know.');
    default:
      return asked satisfies never;
  }
};

/** The default size of embeddings in ElizaOS's database. */
const DIMENSIONS = 384;

/** A unit vector of the words of a text, by feature hashing. */
export const embedding = (text: string): number[] => {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const word of ['', ...(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])]) {
    let hash = 5381;
    for (const character of word) hash = (hash * 33 + (character.codePointAt(0) ?? 0)) >>> 0;
    const place = hash % DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((count) => count / length);
};

/** Streams an online model's answer. Where the model fails before its first word, the answer says so. */
async function* onlineAnswer(
  model: OnlineModel,
  runtime: IAgentRuntime,
  prompt: string,
  fetch: Fetch,
): AsyncGenerator<string> {
  let started = false;
  try {
    const system = runtime.character.system ?? `You are ${runtime.character.name}.`;
    for await (const part of completion(model, { system, prompt }, fetch)) {
      started = true;
      yield part;
    }
  } catch (error) {
    if (started) throw error;
    const words = error instanceof Error ? error.message : String(error);
    yield replyXml(`I cannot reach my model: ${words}`, 'My model failed.');
  }
}

/** A stream with the promises that ElizaOS requires; `text` resolves once the stream was read. */
const asStreamResult = (parts: AsyncIterable<string>): TextStreamResult => {
  let text = '';
  let finish = (_text: string): void => {};
  const whole = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const read = async function* (): AsyncGenerator<string> {
    try {
      for await (const part of parts) {
        text += part;
        yield part;
      }
    } finally {
      finish(text);
    }
  };
  return {
    textStream: read(),
    text: whole,
    usage: Promise.resolve(undefined),
    finishReason: Promise.resolve('stop'),
  };
};

const collect = async (parts: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const part of parts) text += part;
  return text;
};

/** The ElizaOS plugin that supplies an agent's model: ELIZA, or an online model. */
export const modelPlugin = ({ chunkDelayMs, dice, online, fetch }: ModelOptions): Plugin => {
  const generate = async (
    runtime: IAgentRuntime,
    { prompt, stream }: GenerateTextParams,
  ): Promise<string | TextStreamResult> => {
    if (online !== undefined) {
      const parts = onlineAnswer(online, runtime, prompt, fetch);
      return stream ? asStreamResult(parts) : collect(parts);
    }
    const answer = offlineAnswer(readPrompt(prompt), dice);
    return stream ? asStreamResult(paced(pieces(answer), chunkDelayMs)) : answer;
  };
  return {
    name: 'parley-model',
    description: 'Answers without a key: a small ELIZA; or by an OpenAI-compatible model.',
    priority: 100,
    models: {
      TEXT_SMALL: generate,
      TEXT_LARGE: generate,
      // ElizaOS requests facts that were mentioned; ELIZA finds none.
      OBJECT_SMALL: async () => ({}),
      OBJECT_LARGE: async () => ({}),
      TEXT_EMBEDDING: async (_runtime, params) =>
        embedding(typeof params === 'string' ? params : (params?.text ?? '')),
    },
  };
};

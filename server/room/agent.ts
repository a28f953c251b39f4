import { type Dice, respond } from '../eliza/respond.ts';
import { paced, pieces, replyXml } from '../eliza/xml.ts';
import { completion, type Fetch, type OnlineModel } from '../online-model.ts';

/** An agent of the document's server. Yields its answers in pieces: ElizaOS's XML form, or plain text. */
export interface RoomAgent {
  id: string;
  name: string;
  /** `earlier` are the messages of the room before this one, oldest first. */
  answer(text: string, earlier: readonly string[]): AsyncIterable<string>;
}

const ID = 'e112a000-0000-4000-8000-000000000001';

export const elizaAgent = (chunkDelayMs: number, dice: Dice): RoomAgent => ({
  id: ID,
  name: 'Eliza',
  answer: (text, earlier) =>
    paced(pieces(replyXml(respond(text, earlier, dice), 'I turn the words round.')), chunkDelayMs),
});

/** An agent of the same name with an online model, which answers in plain text. */
export const onlineAgent = (model: OnlineModel, fetch: Fetch): RoomAgent => ({
  id: ID,
  name: 'Eliza',
  answer: (text, earlier) =>
    completion(
      model,
      {
        system: 'You are Eliza, a friendly listener. Answer in a few sentences.',
        prompt: [...earlier, text].join('\n\n'),
      },
      fetch,
    ),
});

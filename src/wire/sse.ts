import { createParser } from 'eventsource-parser';
import { cut } from '../model/cut.ts';
import type { ServerMessageId } from '../model/ids.ts';
import { type Fields, parseJson } from '../model/json.ts';
import { LIMITS } from '../model/shorten.ts';
import { readReply, readRow } from './decode-message.ts';
import type { WireMessage } from './events.ts';
import { decodeWith, maybeShort, type Reader } from './read.ts';

/** A frame of the answer to a post of mode `stream` (ElizaOS 1.7, reference servers). */
export type StreamFrame =
  /** The row that the message became. */
  | { type: 'user-message'; message: WireMessage }
  | { type: 'chunk'; serverId: ServerMessageId; chunk: string; index: number }
  /** The whole reply; its `serverId` is that of the chunks. */
  | { type: 'done'; reply: WireMessage }
  | { type: 'error'; error: string };

export interface StreamReader {
  /** Takes the next piece of the answer; pieces may end anywhere. */
  feed(text: string): void;
}

/** Reads frames from a stream of text. A frame that does not decode is left out; `onUndecodable` gets the reason; `parse` reads its JSON. */
export const createStreamReader = (
  onFrame: (frame: StreamFrame) => void,
  onUndecodable: (reason: string) => void,
  parse: (json: string) => unknown = parseJson,
): StreamReader => {
  let row: WireMessage | undefined;

  const read = (event: string, reader: Reader, data: Fields): StreamFrame | undefined => {
    switch (event) {
      case 'user_message':
        row = readRow(reader, data);
        return { type: 'user-message', message: row };
      case 'chunk':
        return {
          type: 'chunk',
          serverId: reader.id(data, 'messageId') as ServerMessageId,
          chunk: cut(reader.string(data, 'chunk'), LIMITS.text),
          index: reader.count(data, 'index'),
        };
      case 'done':
        return { type: 'done', reply: readReply(reader, data, row ?? reader.fail('no user_message before')) };
      case 'error':
        return {
          type: 'error',
          error: maybeShort(LIMITS.words, data, 'error') ?? 'the server named no reason',
        };
      default:
        return undefined;
    }
  };

  return createParser({
    onEvent: ({ event = 'message', data }) => {
      const decoded = decodeWith(`stream ${event}`, (reader) =>
        read(event, reader, reader.fields(parse(data), 'data')),
      );
      if (!decoded.ok) onUndecodable(decoded.reason);
      else if (decoded.value) onFrame(decoded.value);
    },
  });
};

import { dataOf } from './answer.ts';
import type { Decoded } from './events.ts';
import { decodeWith } from './read.ts';

/** `GET /api/messaging/message-server/current` (1.6.5 and later): the message server's id. */
export const decodeMessageServer = (body: unknown): Decoded<string> =>
  decodeWith('message server', (reader) => reader.id(dataOf(reader, body), 'messageServerId'));

/** `GET /api/messaging/central-servers` (up to 1.6.4): the id of the first message server. */
export const decodeCentralServers = (body: unknown): Decoded<string> =>
  decodeWith('central servers', (reader) => {
    const [first] = reader.list(dataOf(reader, body), 'servers');
    return reader.id(reader.fields(first, 'first server'), 'id');
  });

import type { Change } from '../chat/change.ts';
import type { MessageIds } from '../chat/event-refs.ts';
import { isDuplicate, type MergeContext } from '../chat/merge.ts';
import type { MessageId, RoomId, ServerMessageId } from '../model/ids.ts';
import type { Message, OwnMessage } from '../model/message.ts';
import type { Store, WantedMessage } from '../store/store.ts';
import { type ReadonlySession, roomStateOf } from './session.ts';

/** Finds stored messages of the entered server. */
export interface KnownMessages {
  /** Finds the message that is stored under any of the ids; a stream as it stands in memory. */
  find(roomId: RoomId, ids: MessageIds): Promise<Message | undefined>;
  /** Finds the message under the client's id, else under the server's; and another one under the server's. */
  sight(roomId: RoomId, ids: MessageIds): Promise<Pick<MergeContext, 'stored' | 'holder'>>;
  /**
   * Removes a message that came under the server's id alone, where that turns out to be one of ours. A frame
   * that is written when its connection has ended, and a post that the browser repeats, are broadcast without the
   * id that they were sent under: they are taken for another client's until that is known.
   */
  removeDuplicate(message: Pick<OwnMessage, 'roomId' | 'id' | 'serverId' | 'text'>): Promise<Change[]>;
}

export const createKnownMessages = (
  session: ReadonlySession,
  store: Pick<Store, 'message'>,
): KnownMessages => {
  const find: KnownMessages['find'] = async (roomId, ids) => {
    if (!ids.serverId && !ids.clientId) return undefined;
    for (const { message } of roomStateOf(session, roomId).streams.values()) {
      if (ids.serverId === message.serverId) return message;
    }
    return session.profile && (await store.message(session.profile.id, roomId, ids));
  };

  return {
    find,
    sight: async (roomId, { clientId, serverId }) => {
      const holder = serverId && (await find(roomId, { serverId }));
      const stored = clientId && (await find(roomId, { clientId }));
      return stored && holder?.id !== stored.id ? { stored, holder } : { stored: stored ?? holder };
    },
    removeDuplicate: async ({ roomId, id, serverId, text }) => {
      // It was stored under the one id that it came with.
      const duplicateId = serverId as string | undefined as MessageId | undefined;
      if (!duplicateId || duplicateId === id) return [];
      const duplicate = await find(roomId, { clientId: duplicateId });
      return duplicate && isDuplicate(duplicate, { text })
        ? [{ type: 'removed', roomId, id: duplicateId }]
        : [];
    },
  };
};

/** Finds messages as `createKnownMessages` does. All that are stored under the ids of `wanted` are read at once. */
export const knownAhead = async (
  session: ReadonlySession,
  store: Pick<Store, 'message' | 'find'>,
  wanted: readonly WantedMessage[],
): Promise<KnownMessages> => {
  const missing = wanted
    .filter(({ roomId, serverId }) => !isStreaming(session, roomId, serverId))
    .flatMap(eachId);
  if (!session.profile || missing.length === 0) return createKnownMessages(session, store);
  const found = await store.find(session.profile.id, missing);
  const byId = new Map(missing.map((each, index) => [keyOf(each), found[index]]));
  return createKnownMessages(session, {
    message: async (...[profile, roomId, ids]) => {
      const key = keyOf({ roomId, ...ids });
      return byId.has(key) ? byId.get(key) : store.message(profile, roomId, ids);
    },
  });
};

const isStreaming = (session: ReadonlySession, roomId: RoomId, id: ServerMessageId | undefined): boolean =>
  [...roomStateOf(session, roomId).streams.values()].some(({ message }) => message.serverId === id);

/** What a message is looked for by: one that came without its client id is stored under its server id. */
const eachId = ({ roomId, serverId, clientId }: WantedMessage): WantedMessage[] => [
  ...(clientId ? [{ roomId, clientId }] : []),
  ...(serverId ? [{ roomId, serverId }] : []),
  ...(serverId && clientId ? [{ roomId, clientId: serverId as string as MessageId }] : []),
];

const keyOf = ({ roomId, serverId, clientId }: WantedMessage): string =>
  JSON.stringify([roomId, serverId, clientId]);

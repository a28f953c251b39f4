import type { MessageId, RoomId } from '../../model/ids.ts';
import type { Along, OwnMessage } from '../../model/message.ts';
import type { AskResult } from '../../relay/to-view.ts';
import { isTooLarge } from '../../wire/refusal.ts';
import { removeHere } from '../removed.ts';
import type { CommandDeps } from './deps.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** What is asked about the messages of a room, and about writing one. */
export interface MessageCommands {
  send(roomId: RoomId, messageId: MessageId, text: string, along: Along): Promise<AskResult>;
  retry(roomId: RoomId, id: MessageId): Promise<AskResult>;
  /** Deletes a message here. */
  discard(roomId: RoomId, id: MessageId): Promise<AskResult>;
  loadOlder(roomId: RoomId, before: MessageId, limit: number | undefined): Promise<AskResult>;
  saveDraft(roomId: RoomId, text: string): Promise<AskResult>;
  /** Hides what comes of the answer, or, with a message, shows it after all. */
  stopReplies(roomId: RoomId, reveal?: MessageId): Promise<AskResult>;
  /** Uploads what a view holds under `blob`: where there is a key, it alone may. */
  upload(roomId: RoomId, blob: string, name: string): Promise<AskResult>;
  cancelUpload(blob: string): AskResult;
  typing(roomId: RoomId, isTyping: boolean): AskResult;
  enableComposer(roomId: RoomId): Promise<AskResult>;
}

export const createMessageCommands = (deps: CommandDeps): MessageCommands => {
  const { session, unit, outbound } = deps;

  const send: MessageCommands['send'] = async (roomId, messageId, text, along) => {
    const { room } = session.rooms.get(roomId) ?? {};
    if (!room) return notFound('room');
    const draft = { attachments: [], ...along, messageId, text };
    const oversize = deps.connection.oversize(room, draft);
    if (oversize) return failed({ code: 'too-large', ...oversize });
    await outbound.queue(roomId, messageId, text, along);
    const title = session.rooms.get(roomId)?.room.title;
    // So that other clients show it too; where that fails, they show what they showed before.
    if (room.untitled && title) void deps.api()?.rename(roomId, title);
    return DONE;
  };

  const uploads = new Map<string, AbortController>();

  const upload = async (roomId: RoomId, blob: string, name: string): Promise<AskResult> => {
    const api = deps.api();
    if (!api) return notFound('server');
    const stop = new AbortController();
    uploads.set(blob, stop);
    const file = await (await deps.fetch(blob, {})).blob();
    const answer = await api.upload(roomId, file, name, stop.signal);
    uploads.delete(blob);
    if (answer.ok) return { ok: true, uploaded: answer.value };
    const { error } = answer;
    return failed(
      error.kind === 'status' && isTooLarge(error.status, error.error)
        ? { code: 'too-large', bytes: file.size }
        : explain(error, session),
    );
  };

  const typing = (roomId: RoomId, isTyping: boolean): AskResult => {
    const { room } = session.rooms.get(roomId) ?? {};
    if (room && deps.connection.connectionIdOf(roomId) !== undefined) {
      deps.connection.sendTyping(room, isTyping);
    }
    return DONE;
  };

  const withOwn = async (
    roomId: RoomId,
    id: MessageId,
    act: (message: OwnMessage) => Promise<void>,
  ): Promise<AskResult> => {
    const message = await deps.known.find(roomId, { clientId: id });
    if (message?.kind !== 'own') return notFound('message');
    const { state } = message.delivery;
    if (state === 'failed' || state === 'unconfirmed') await act(message);
    return DONE;
  };

  const discard: MessageCommands['discard'] = (roomId, id) =>
    unit.transact(async (tx) => {
      const message = await deps.known.find(roomId, { clientId: id });
      const state = message?.kind === 'own' ? message.delivery.state : undefined;
      // What is on its way is settled first, or it would come back.
      if (!message || state === 'sending') return notFound('message');
      if (message.kind === 'own' && state !== 'sent') await outbound.discard(tx, message);
      else await removeHere(tx, session, message);
      return DONE;
    });

  const loadOlder: MessageCommands['loadOlder'] = async (roomId, before, limit) => {
    const message = await deps.known.find(roomId, { clientId: before });
    if (!message) return notFound('message');
    const older = await deps.history.loadOlder(roomId, message, limit);
    return 'kind' in older ? failed(explain(older, session)) : { ok: true, older };
  };

  const saveDraft = async (roomId: RoomId, text: string): Promise<AskResult> => {
    if (!session.rooms.has(roomId)) return notFound('room');
    await unit.transact((tx) =>
      tx.commit({ writes: [{ write: 'draft', roomId, text }], changes: [{ type: 'draft', roomId, text }] }),
    );
    return DONE;
  };

  const enableComposer = async (roomId: RoomId): Promise<AskResult> => {
    await unit.transact((tx) => tx.apply([{ type: 'composer', roomId, disabled: false }]));
    return DONE;
  };

  return {
    send,
    stopReplies: async (roomId, reveal) => {
      if (reveal !== undefined) await deps.inbound.revealReply(roomId, reveal);
      else await deps.inbound.stopReplies(roomId, deps.connection.stopReplies(roomId));
      return DONE;
    },
    upload,
    cancelUpload: (blob) => {
      uploads.get(blob)?.abort();
      return DONE;
    },
    typing,
    retry: (roomId, id) => withOwn(roomId, id, outbound.retry),
    discard,
    loadOlder,
    saveDraft,
    enableComposer,
  };
};

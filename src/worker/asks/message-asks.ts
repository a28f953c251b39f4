import type { MessageId, RoomId } from '../../model/ids.ts';
import { type Along, isOursAlone, isStuck, type OwnMessage } from '../../model/message.ts';
import type { AskResult } from '../../relay/to-view.ts';
import { encodeTyping } from '../../wire/encode.ts';
import { isTooLarge } from '../../wire/refusal.ts';
import { removeHere } from '../removed.ts';
import { lifeOf } from '../session.ts';
import type { AsksDeps } from './deps.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** What is asked about the messages of a room, and about writing one. */
export interface MessageAsks {
  send(roomId: RoomId, messageId: MessageId, text: string, along: Along): Promise<AskResult>;
  retry(roomId: RoomId, id: MessageId): Promise<AskResult>;
  /** Deletes a message here. */
  discard(roomId: RoomId, id: MessageId): Promise<AskResult>;
  loadOlder(roomId: RoomId, before: MessageId, limit: number | undefined): Promise<AskResult>;
  saveDraft(roomId: RoomId, text: string): Promise<AskResult>;
  /** Hides what comes of the answer, or, with a message, shows it after all. */
  stop(roomId: RoomId, reveal?: MessageId): Promise<AskResult>;
  /** Uploads what a view holds under `blob`: where there is a key, it alone may. */
  upload(roomId: RoomId, blob: string, name: string): Promise<AskResult>;
  cancelUpload(blob: string): AskResult;
  typing(roomId: RoomId, isTyping: boolean): AskResult;
  enableComposer(roomId: RoomId): Promise<AskResult>;
}

export const createMessageAsks = (deps: AsksDeps): MessageAsks => {
  const { session, ledger, outgoing } = deps;

  const send: MessageAsks['send'] = async (roomId, messageId, text, along) => {
    const { room } = session.rooms.get(roomId) ?? {};
    if (!room) return notFound('room');
    const draft = { attachments: [], ...along, messageId, text };
    const oversize = deps.connection.oversize(room, draft);
    if (oversize) return failed({ code: 'too-large', ...oversize });
    await outgoing.queue(roomId, messageId, text, along);
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
      const { name, payload } = encodeTyping(room, isTyping);
      deps.connection.emit(name, payload);
    }
    return DONE;
  };

  const withOwn = async (
    roomId: RoomId,
    id: MessageId,
    act: (message: OwnMessage) => Promise<void>,
  ): Promise<AskResult> => {
    const message = await deps.incoming.find(roomId, { clientId: id });
    if (message?.kind !== 'own') return notFound('message');
    if (isStuck(message)) await act(message);
    return DONE;
  };

  const discard: MessageAsks['discard'] = (roomId, id) =>
    ledger.alone(async () => {
      const message = await deps.incoming.find(roomId, { clientId: id });
      const state = message?.kind === 'own' ? message.delivery.state : undefined;
      // What is on its way is settled first, or it would come back.
      if (!message || state === 'sending') return notFound('message');
      if (message.kind === 'own' && isOursAlone(message)) await outgoing.discard(message);
      else await removeHere(session, ledger, message);
      return DONE;
    });

  const loadOlder: MessageAsks['loadOlder'] = async (roomId, before, limit) => {
    const message = await deps.incoming.find(roomId, { clientId: before });
    if (!message) return notFound('message');
    const older = await deps.history.older(roomId, message, limit);
    return 'kind' in older ? failed(explain(older, session)) : { ok: true, older };
  };

  const saveDraft = async (roomId: RoomId, text: string): Promise<AskResult> => {
    if (!session.rooms.has(roomId)) return notFound('room');
    await ledger.alone(() =>
      ledger.commit([{ type: 'draft', roomId, text }], [{ type: 'draft', roomId, text }]),
    );
    return DONE;
  };

  const enableComposer = async (roomId: RoomId): Promise<AskResult> => {
    await ledger.alone(async () => {
      lifeOf(session, roomId).composerDisabled = false;
      await ledger.commit([], [{ type: 'composer', roomId, disabled: false }]);
    });
    return DONE;
  };

  return {
    send,
    stop: async (roomId, reveal) => {
      if (reveal !== undefined) await deps.incoming.reveal(roomId, reveal);
      else await deps.incoming.stop(roomId, deps.connection.stop(roomId));
      return DONE;
    },
    upload,
    cancelUpload: (blob) => {
      uploads.get(blob)?.abort();
      return DONE;
    },
    typing,
    retry: (roomId, id) => withOwn(roomId, id, outgoing.again),
    discard,
    loadOlder,
    saveDraft,
    enableComposer,
  };
};

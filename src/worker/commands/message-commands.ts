import type { MessageId, RoomId } from '../../model/ids.ts';
import { isOursAlone, isStuck } from '../../model/message.ts';
import { isTooLarge } from '../../wire/refusal.ts';
import { savingDraft } from '../drafts.ts';
import { NO_FURTHER } from '../history.ts';
import { removeHere } from '../removed.ts';
import type { CommandDeps } from './deps.ts';
import type { Handlers } from './handlers.ts';
import { DONE, explain, failed, notFound } from './result.ts';

/** How many requests one reading of a gap takes that a view asks for. */
const PAGES_ASKED = 5;

/** Commands about the messages of a room, and about writing one. */
export const messageCommands = (deps: CommandDeps) => {
  const { session, unit, known, inbound, outbound, connection } = deps;
  const uploads = new Map<string, AbortController>();

  const find = (roomId: RoomId, clientId: MessageId) => known.find(roomId, { clientId });

  return {
    send: async ({ roomId, messageId, text, attachments = [], edits, draftAt }) => {
      const { room } = session.rooms.get(roomId) ?? {};
      if (!room) return notFound('room');
      const oversize = connection.oversize(room, { messageId, text, attachments, edits });
      if (oversize) return failed({ type: 'too-large', ...oversize });
      await outbound.queue(roomId, messageId, text, { attachments, edits, draftAt });
      if (room.untitled && !room.local) deps.rooms.tellTitle(roomId);
      return DONE;
    },
    retry: async ({ roomId, messageId }) => {
      const message = await find(roomId, messageId);
      if (message?.type !== 'own') return notFound('message');
      if (isStuck(message)) await outbound.retry(message);
      return DONE;
    },
    /** Deletes a message here. */
    discard: ({ roomId, messageId }) =>
      unit.transact(async (tx) => {
        const message = await find(roomId, messageId);
        const state = message?.type === 'own' ? message.delivery.type : undefined;
        // A message in flight is settled first, or it would come back.
        if (!message || state === 'sending') return notFound('message');
        if (message.type === 'own' && isOursAlone(message)) await outbound.discard(tx, message);
        else await removeHere(tx, session, message);
        return DONE;
      }),
    'load-older': async ({ roomId, before, limit }) => {
      const message = await find(roomId, before);
      if (!message) return notFound('message');
      const older = await deps.history.loadOlder(roomId, message, limit);
      return 'type' in older ? failed(explain(older, session)) : { ok: true, older };
    },
    'load-gap': async ({ roomId, above }) => {
      const result = await deps.history.readGap(roomId, above, { pages: PAGES_ASKED, isAsked: true });
      if (result.type === 'failed') return failed(explain(result.error, session));
      return result.type === 'ended' && result.end === 'stuck' ? failed(explain(NO_FURTHER, session)) : DONE;
    },
    'save-draft': async ({ roomId, text, at }) => {
      if (!session.rooms.has(roomId)) return notFound('room');
      await unit.transact((tx) => tx.commit(savingDraft(roomId, { text, at })));
      return DONE;
    },
    /** Shows no more of what is being answered; of `reveal`, a reply that was stopped, all that came. */
    stop: async ({ roomId, reveal }) => {
      if (reveal !== undefined) await inbound.showWholeReply(roomId, reveal);
      else await inbound.stopReplies(roomId, connection.stopReplies(roomId));
      return DONE;
    },
    /** Uploads the file that a view holds under `blob`: where there is a key, the worker alone may. */
    upload: async ({ roomId, blob, name }) => {
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
        error.type === 'status' && isTooLarge(error.status, error.error)
          ? { type: 'too-large', bytes: file.size }
          : explain(error, session),
      );
    },
    'cancel-upload': ({ blob }) => {
      uploads.get(blob)?.abort();
      return DONE;
    },
    typing: ({ roomId, isTyping }) => {
      const { room } = session.rooms.get(roomId) ?? {};
      if (room && connection.connectionIdOf(roomId) !== undefined) connection.sendTyping(room, isTyping);
      return DONE;
    },
    'enable-composer': async ({ roomId }) => {
      await unit.transact((tx) => tx.apply([{ type: 'composer', roomId, disabled: false }]));
      return DONE;
    },
  } satisfies Partial<Handlers>;
};

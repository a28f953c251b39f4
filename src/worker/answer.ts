import type { Message } from '../model/message.ts';
import type { Places } from '../model/order.ts';
import type { Room } from '../model/room.ts';
import { type ReadonlySession, roomStateOf } from './session.ts';
import { waitingIn } from './session-reads.ts';

/**
 * What is known of the answer to a message in flight once `message` is written, by the session before: the first
 * reply of an agent that is heard meanwhile. An acknowledgement that comes later must not put the question below it.
 */
export const answerWith = (session: ReadonlySession, message: Message): Places['answer'] => {
  const { id, roomId, order, serverTime } = message;
  const { answer } = roomStateOf(session, roomId);
  const at = serverTime && message.at;
  if (answer?.id === id) return { ...answer, at };
  const stored = session.rooms.get(roomId);
  const after = stored?.lastOrder;
  if (!stored || after === undefined || order <= after || !isAgents(message, stored.room)) return answer;
  const to = waitingIn(session, roomId).find(({ phase }) => phase.type === 'in-flight')?.messageId;
  return to === undefined || answer?.to === to ? answer : { to, id, at, after, order };
};

/** Whether an agent of the room wrote it, as far as the room's agents are known. */
const isAgents = (message: Message, { agentId, agents = [] }: Room): boolean => {
  if (message.type !== 'other') return false;
  const ids: readonly string[] = [...agents.map(({ id }) => id), ...(agentId ? [agentId] : [])];
  return ids.length === 0 || ids.includes(message.authorId ?? '');
};

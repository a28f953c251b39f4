import { pick } from '../chaos/schedule.ts';
import { accompaniment, broadcast, EVENT_NAMES, EVENTS, idOf, type Making, tokenOf } from './payloads.ts';
import { event, type Said } from './said.ts';

/** Rooms that were never joined; some look like the one that was. */
const foreignRoom = ({ random, context, index }: Making): string =>
  pick(random, [
    `foreign-${index % 40}`,
    context.room.toUpperCase(),
    ` ${context.room}`,
    `${context.room}\0`,
    '__proto__',
    'constructor',
    'toString',
  ]);

/** An event of a room that was never joined: what it says must not be seen. */
export const foreign = (making: Making): Said => {
  const room = foreignRoom(making);
  const name = pick(making.random, EVENT_NAMES);
  const fields = JSON.parse(
    JSON.stringify(EVENTS[name]?.(making) ?? {})
      .replaceAll(making.context.room, 'x')
      .replaceAll(tokenOf('m', making.index), tokenOf('x', making.index)),
  );
  const of = { roomId: room, channelId: room };
  const payload =
    name === 'message' ? { ...fields, payload: { ...fields.payload, ...of } } : { ...fields, ...of };
  return { packets: [event(name, payload)] };
};

/** Speaks of the user's own messages, with other words, other ids, another author. */
export const aboutOwn = (making: Making): Said => {
  const { random, context, index } = making;
  const ids = { clientId: idOf(index), serverId: idOf(index) };
  const one = context.own[Math.floor(random() * context.own.length)] ?? ids;
  const two = context.own[Math.floor(random() * context.own.length)] ?? ids;
  const text = `${tokenOf('m', index)} not what was written`;
  const said = { ...broadcast(making), text, ...accompaniment(making) };
  const chunk = { chunk: text, index: 0, agentId: context.agent, channelId: context.room };
  const room = { roomId: context.room };
  return {
    packets: [
      pick<() => string>(random, [
        () => event('messageBroadcast', { ...said, clientMessageId: one.clientId }),
        () => event('messageBroadcast', { ...said, clientMessageId: one.clientId, id: two.serverId }),
        () => event('messageBroadcast', { ...said, id: one.serverId }),
        () => event('messageBroadcast', { ...said, id: one.clientId, senderId: context.me }),
        () => event('messageBroadcast', { ...said, id: one.serverId, senderId: context.me }),
        () => event('messageBroadcast', { ...said, senderId: context.me, clientMessageId: two.clientId }),
        () => event('messageAck', { ...room, clientMessageId: one.clientId, messageId: two.serverId }),
        () => event('messageAck', { ...room, clientMessageId: one.clientId, messageId: idOf(index) }),
        () => event('messageStreamChunk', { ...chunk, messageId: one.serverId }),
        () => event('messageStreamChunk', { ...chunk, messageId: one.clientId }),
        () =>
          event('messageStreamError', { ...room, messageId: one.clientId, error: 'no', partialText: text }),
        () => event('message', { type: 4, payload: { ...room, messageId: one.clientId } }),
        () => event('message', { type: 3, payload: { ...said, message: text, id: one.serverId } }),
      ])(),
    ],
  };
};

import { decodeAcknowledgement } from '../acknowledgement.ts';
import type { Codec, User } from '../codec.ts';
import { decodeEvent } from '../decode.ts';
import { encodeHandshake, encodeJoin, encodePost, encodeSend, encodeTyping } from '../encode.ts';

/** Each ElizaOS takes the field that it knows of `server_id` and `message_server_id`. */
const createChannelBody = (
  name: string,
  { entityId, messageServerId }: User,
  agentIds: readonly string[],
  clientId?: string,
): object => ({
  name,
  participantCentralUserIds: [entityId, ...agentIds],
  server_id: messageServerId,
  message_server_id: messageServerId,
  ...(agentIds.length > 1
    ? { type: 'GROUP', metadata: { ...(clientId && { clientId }) } }
    : {
        type: 'DM',
        metadata: { isDm: true, user1: entityId, user2: agentIds[0], ...(clientId && { clientId }) },
      }),
});

/**
 * What every dialect has in common: a message carries the fields of all of them, of which each server reads its
 * own, and no event means one thing to one server and another to another.
 */
export const shared = {
  handshake: encodeHandshake,
  join: encodeJoin,
  send: encodeSend,
  typing: encodeTyping,
  post: encodePost,
  decodeEvent,
  decodeAcknowledgement,
  createChannelBody,
} satisfies Partial<Codec>;

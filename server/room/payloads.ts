import * as v from 'valibot';

const id = v.pipe(v.string(), v.nonEmpty());

/** The event `message` of type 1 and 2 as the document defines them; further fields are ignored. */
export const Envelope = v.variant('type', [
  v.object({ type: v.literal(1), payload: v.object({ roomId: id, entityId: id }) }),
  v.object({
    type: v.literal(2),
    payload: v.object({
      senderId: id,
      senderName: v.string(),
      message: v.string(),
      roomId: id,
      messageId: id,
      source: v.optional(v.string()),
      attachments: v.optional(v.array(v.unknown())),
      metadata: v.optional(v.record(v.string(), v.unknown())),
    }),
  }),
]);

export const Typing = v.object({ roomId: id, userId: id, isTyping: v.boolean() });

export const Leave = v.object({ roomId: id });

/** The body of POST /api/messaging/channels/{id}/messages. */
export const PostedMessage = v.object({
  text: v.string(),
  entityId: id,
  mode: v.optional(v.picklist(['websocket', 'sync', 'stream']), 'websocket'),
});

/** The first issue, with its field. */
export const fault = (issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string => {
  const [issue] = issues;
  const where = v.getDotPath(issue);
  return where === null ? issue.message : `${where}: ${issue.message}`;
};

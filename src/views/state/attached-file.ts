import type { Attachment } from '../../model/message.ts';

/** A file in the composer. `part`: how much of it has gone up (0 to 1), where that can be told. */
export type Attached = { id: string; name: string; bytes?: number } & (
  | { state: 'uploading'; part: number | undefined; cancel: () => void }
  | { state: 'failed'; why: string }
  | { state: 'done'; attachment: Attachment }
);

/** What goes out with the message; undefined while something of it is not there. */
export const readyAttachments = (attached: readonly Attached[]): Attachment[] | undefined => {
  const done = attached.flatMap((file) => (file.state === 'done' ? [file.attachment] : []));
  return done.length === attached.length ? done : undefined;
};

/** The attachments of a message, back in the composer. */
export const attachedOf = (attachments: readonly Attachment[]): Attached[] =>
  attachments.map((attachment) => ({
    id: attachment.id,
    name: attachment.title,
    state: 'done',
    attachment,
  }));

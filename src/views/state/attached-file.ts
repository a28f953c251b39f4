import type { Attachment } from '../../model/message.ts';

/** A file in the composer. `bytes`: its size. `preview`: a small picture of it, as a `data:` URL. */
export type AttachedFile = { id: string; name: string; bytes?: number; preview?: string } & (
  | { type: 'uploading'; cancel: () => void }
  | { type: 'failed'; why: string }
  | { type: 'done'; attachment: Attachment }
);

/** The attachments of uploaded files; undefined while one of them is not uploaded. */
export const finishedAttachments = (attached: readonly AttachedFile[]): Attachment[] | undefined => {
  const done = attached.flatMap((file) => (file.type === 'done' ? [file.attachment] : []));
  return done.length === attached.length ? done : undefined;
};

/** Turns the attachments of a message back into files of the composer. */
export const attachedFilesOf = (attachments: readonly Attachment[]): AttachedFile[] =>
  attachments.map((attachment) => ({
    id: attachment.id,
    name: attachment.title,
    ...(attachment.preview && { preview: attachment.preview }),
    type: 'done',
    attachment,
  }));

import type { Attachment } from '../../../model/message.ts';
import { type TextKey, text } from '../../i18n/text.ts';
import { type AttachmentKind, attachmentKind, attachmentName } from './attachment-kind.ts';

const KIND_WORDS = {
  image: 'image',
  audio: 'kind_audio',
  video: 'kind_video',
  link: 'kind_link',
  file: 'kind_file',
} as const satisfies Record<AttachmentKind, TextKey>;

/** An attachment in words: its kind and its name. */
export const attachmentWords = (attachment: Attachment): string => {
  const kind = text(KIND_WORDS[attachmentKind(attachment)]);
  const name = attachmentName(attachment);
  return name === '' ? kind : `${kind}: ${name}`;
};

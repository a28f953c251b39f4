import type { Attachment } from '../../../model/message.ts';
import { nameText } from '../../i18n/name-text.ts';

/** The kinds of attachment, each with the file name extensions that it is recognised by. */
const EXTENSIONS = {
  image: ['png', 'jpg', 'jpeg', 'gif', 'webp'],
  audio: ['mp3', 'wav', 'ogg', 'm4a'],
  video: ['mp4', 'webm', 'mov'],
  link: [],
  file: [],
} as const satisfies Record<string, readonly string[]>;

export type AttachmentKind = keyof typeof EXTENSIONS;

const KIND_BY_EXTENSION = new Map<string, AttachmentKind>(
  Object.entries(EXTENSIONS).flatMap(([kind, extensions]) =>
    extensions.map((extension): [string, AttachmentKind] => [extension, kind as AttachmentKind]),
  ),
);

const isKind = (word: string): word is AttachmentKind => Object.hasOwn(EXTENSIONS, word);

/** The extension of the title, or of the path of the address, in lower case. */
const extensionOf = ({ title, url }: Attachment): string | undefined => {
  const path = url.replace(/^\w+:\/\/[^/]*/, '').replace(/[?#].*$/, '');
  const [, extension] = /\.([a-z0-9]{1,5})$/i.exec(title) ?? /\.([a-z0-9]{1,5})$/i.exec(path) ?? [];
  return extension?.toLowerCase();
};

/** The kind of an attachment. Servers send a media type (`image/png`), its first half (`image`), or nothing. */
export const attachmentKind = (attachment: Attachment): AttachmentKind => {
  const { contentType } = attachment;
  const type = contentType.toLowerCase().split('/')[0] ?? '';
  if (isKind(type)) return type;
  if (contentType !== '') return 'file';
  return KIND_BY_EXTENSION.get(extensionOf(attachment) ?? '') ?? 'file';
};

/** The file type in a word ("PDF"); empty where it is not known. */
export const fileTypeName = (attachment: Attachment): string => {
  const subtype = /\/(?:x-)?([a-z0-9]{1,8})$/i.exec(attachment.contentType)?.[1];
  return (extensionOf(attachment) ?? subtype ?? '').toUpperCase();
};

/** The title of an attachment, or the last part of its address. */
export const attachmentName = (attachment: Attachment): string => nameText(rawName(attachment));

const rawName = ({ url, title }: Attachment): string => {
  if (title) return title;
  const last = /([^/?#]+)\/?(?:[?#].*)?$/.exec(url)?.[1] ?? '';
  try {
    return decodeURIComponent(last) || url;
  } catch {
    return last;
  }
};

import type { Attachment } from '../../../model/message.ts';

export type AttachmentKind = 'image' | 'audio' | 'video' | 'link' | 'file';

const BY_ENDING: Readonly<Record<string, AttachmentKind>> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  gif: 'image',
  webp: 'image',
  mp3: 'audio',
  wav: 'audio',
  ogg: 'audio',
  m4a: 'audio',
  mp4: 'video',
  webm: 'video',
  mov: 'video',
};

/** What a name or the path of an address ends with, in lower case. */
const endingOf = ({ title, url }: Attachment): string | undefined => {
  const path = url.replace(/^\w+:\/\/[^/]*/, '').replace(/[?#].*$/, '');
  const [, ending] = /\.([a-z0-9]{1,5})$/i.exec(title) ?? /\.([a-z0-9]{1,5})$/i.exec(path) ?? [];
  return ending?.toLowerCase();
};

/** Servers say a media type (`image/png`), or only `image`, or nothing. */
export const attachmentKind = (attachment: Attachment): AttachmentKind => {
  const { contentType } = attachment;
  const kind = contentType.toLowerCase().split('/')[0];
  if (kind === 'image' || kind === 'audio' || kind === 'video' || kind === 'link') return kind;
  if (contentType !== '') return 'file';
  return BY_ENDING[endingOf(attachment) ?? ''] ?? 'file';
};

/** The kind of a file in a word: "PDF". Nothing where nobody said. */
export const fileTypeName = (attachment: Attachment): string => {
  const subtype = /\/(?:x-)?([a-z0-9]{1,8})$/i.exec(attachment.contentType)?.[1];
  return (endingOf(attachment) ?? subtype ?? '').toUpperCase();
};

/** What it is called: its title, or the last part of its address. */
export const attachmentName = ({ url, title }: Attachment): string => {
  if (title) return title;
  const last = /([^/?#]+)\/?(?:[?#].*)?$/.exec(url)?.[1] ?? '';
  try {
    return decodeURIComponent(last) || url;
  } catch {
    return last;
  }
};

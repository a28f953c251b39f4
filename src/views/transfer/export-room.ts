import { encodeConversation } from '../../model/conversation-file.ts';
import { cut } from '../../model/cut.ts';
import type { ProfileId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import type { Room } from '../../model/room.ts';
import { isoTime } from '../../model/time.ts';
import type { StoreReader } from '../../store/reader.ts';
import { markdownOf } from './markdown-file.ts';

export type ExportFormat = 'markdown' | 'json';

interface FileFormat {
  extension: string;
  type: string;
  /** The contents of the file. `address`: of the server, for links to its media. */
  encode(room: Room, messages: readonly Message[], address: string): string;
}

const FORMATS: Readonly<Record<ExportFormat, FileFormat>> = {
  markdown: { extension: 'md', type: 'text/markdown', encode: markdownOf },
  json: { extension: 'json', type: 'application/json', encode: encodeConversation },
};

/** How much of a title a file is named after, in UTF-16 units. */
const NAME_LENGTH = 60;

/** A file name that every system accepts: the title without special characters, and the day of `now`. */
export const fileName = (title: string, now: number, extension: string): string => {
  const safe = title
    .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const short = cut(safe, NAME_LENGTH).trim();
  return `${short || 'Parley'} ${isoTime(now).slice(0, 10)}.${extension}`;
};

const download = (name: string, type: string, content: string): void => {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The browser reads it before that.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};

/** Downloads all stored messages of a conversation as a file. Throws what the reader throws. */
export const exportRoom = async (
  reader: StoreReader,
  profile: { id: ProfileId; address: string },
  room: Room,
  format: ExportFormat,
): Promise<void> => {
  const messages: Message[] = [];
  for await (const batch of reader.messages(profile.id, room.id)) messages.push(...batch);
  const { extension, type, encode } = FORMATS[format];
  const content = encode(room, messages, profile.address);
  download(fileName(room.title, Date.now(), extension), type, content);
};

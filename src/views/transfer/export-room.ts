import { createConversationEncoder, type FileEncoder } from '../../model/conversation-file.ts';
import { cut } from '../../model/cut.ts';
import type { ProfileId } from '../../model/ids.ts';
import type { Room } from '../../model/room.ts';
import { clampTime } from '../../model/time.ts';
import type { StoreReader } from '../../store/reader.ts';
import { roomTitle } from '../i18n/room-title.ts';
import { createMarkdownEncoder } from './markdown-file.ts';
import type { Transfer } from './transfer-progress.tsx';

export type ExportFormat = 'markdown' | 'json';

interface FileFormat {
  extension: string;
  type: string;
  /** Makes the encoder of the file. `address`: of the server, for links to its media. */
  encoderOf(room: Room, address: string): FileEncoder;
}

const FORMATS: Readonly<Record<ExportFormat, FileFormat>> = {
  markdown: { extension: 'md', type: 'text/markdown', encoderOf: createMarkdownEncoder },
  json: { extension: 'json', type: 'application/json', encoderOf: createConversationEncoder },
};

/** How much of a title a file is named after, in UTF-16 units. */
const NAME_LENGTH = 60;

/** The user's own day of a time, as in ISO 8601. */
const isoDay = (at: number): string => {
  const date = new Date(clampTime(at));
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part, index) => String(part).padStart(index === 0 ? 4 : 2, '0')).join('-');
};

/** A file name that every system accepts: the title without special characters, and the day of `now`. */
export const fileName = (title: string, now: number, extension: string): string => {
  const safe = title
    .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const short = cut(safe, NAME_LENGTH).trim();
  return `${short || 'Parley'} ${isoDay(now)}.${extension}`;
};

const download = (name: string, content: Blob): void => {
  const url = URL.createObjectURL(content);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The browser reads it before that.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};

interface ExportOptions {
  /** Called after each part that was read. */
  onProgress: (transfer: Transfer) => void;
  /** Aborted, the export ends without a file. */
  signal: AbortSignal;
}

/** Collects the stored messages of a conversation as a file, part by part; undefined where that was aborted. */
export const fileOf = async (
  reader: Pick<StoreReader, 'messages' | 'count'>,
  profile: { id: ProfileId; address: string },
  room: Room,
  format: ExportFormat,
  { onProgress, signal }: ExportOptions,
): Promise<Blob | undefined> => {
  const total = await reader.count(profile.id, room.id);
  const encoder = FORMATS[format].encoderOf(room, profile.address);
  // The browser keeps the parts outside the memory of the page.
  const parts = [new Blob([encoder.begin()])];
  let done = 0;
  for await (const batch of reader.messages(profile.id, room.id)) {
    if (signal.aborted) return undefined;
    parts.push(new Blob([encoder.messages(batch)]));
    done += batch.length;
    onProgress({ done, total: Math.max(done, total) });
  }
  return new Blob([...parts, encoder.end()], { type: FORMATS[format].type });
};

/** Downloads all stored messages of a conversation as a file. Throws what the reader throws. */
export const exportRoom = async (
  reader: StoreReader,
  profile: { id: ProfileId; address: string },
  room: Room,
  format: ExportFormat,
  options: ExportOptions,
): Promise<void> => {
  const file = await fileOf(reader, profile, room, format, options);
  if (file) download(fileName(roomTitle(room), Date.now(), FORMATS[format].extension), file);
};

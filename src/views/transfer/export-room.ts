import { encodeConversation } from '../../model/conversation-file.ts';
import type { ProfileId } from '../../model/ids.ts';
import type { Message } from '../../model/message.ts';
import type { Room } from '../../model/room.ts';
import { isoTime } from '../../model/time.ts';
import type { StoreReader } from '../../store/reader.ts';
import { markdownOf } from './markdown-file.ts';

export type ExportFormat = 'markdown' | 'json';

const KINDS = {
  markdown: { ending: 'md', type: 'text/markdown' },
  json: { ending: 'json', type: 'application/json' },
} as const;

/** What a file may be called on every system: the title without what means something to one, and the day. */
export const fileName = (title: string, now: number, ending: string): string => {
  const safe = title
    .replace(/[\p{Cc}\\/:*?"<>|]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const short = [...safe].slice(0, 60).join('').trim();
  return `${short || 'Parley'} ${isoTime(now).slice(0, 10)}.${ending}`;
};

const download = (name: string, type: string, content: string): void => {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};

/** Hands over as a file all that is stored of a conversation. */
export const exportRoom = async (
  reader: StoreReader,
  profile: { id: ProfileId; address: string },
  room: Room,
  format: ExportFormat,
): Promise<void> => {
  const messages: Message[] = [];
  for await (const batch of reader.messages(profile.id, room.id)) messages.push(...batch);
  const { ending, type } = KINDS[format];
  const content =
    format === 'json' ? encodeConversation(room, messages) : markdownOf(room, messages, profile.address);
  download(fileName(room.title, Date.now(), ending), type, content);
};

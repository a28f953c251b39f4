import { text } from '../i18n/text.ts';
import type { RoomSection } from './room-sections.ts';

/** The highest number that is shown. */
const MAX_UNREAD = 99;

export const unreadText = (unread: number): string =>
  unread > MAX_UNREAD ? `${MAX_UNREAD}+` : String(unread);

/** The last message of a room without Markdown syntax. */
export const previewText = (preview: string): string =>
  preview
    .replace(/!?\[([^[\]]*)\](\([^)]*\)?)?/g, '$1')
    .replace(/^[ \t]*(#{1,6}|>|[-*+]|\d+\.|`{3}\S*)\s+/gm, '')
    .replace(/\*+|~~|`+|\|/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The heading of a section. */
export const sectionName = ({ kind, name }: RoomSection): string => {
  switch (kind) {
    case 'agent':
      return name || text('somebody');
    case 'groups':
      return text('conversations_groups');
    case 'by-hand':
      return text('conversations_by_hand');
    default:
      return kind satisfies never;
  }
};

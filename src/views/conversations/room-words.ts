import { text } from '../i18n/text.ts';
import type { RoomSection } from './room-sections.ts';

/** More than these are not counted out. */
const MOST = 99;

export const unreadText = (unread: number): string => (unread > MOST ? `${MOST}+` : String(unread));

/** The last words without the marks of Markdown. */
export const previewText = (preview: string): string =>
  preview
    .replace(/!?\[([^[\]]*)\](\([^)]*\)?)?/g, '$1')
    .replace(/^[ \t]*(#{1,6}|>|[-*+]|\d+\.|`{3}\S*)\s+/gm, '')
    .replace(/\*+|~~|`+|\|/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** What a section is called. */
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

import type { Room } from '../../model/room.ts';
import { nameText } from './name-text.ts';
import { text } from './text.ts';

/** The title of a room as it is shown. One without a title is new: its first message gives it one. */
export const roomTitle = ({ title }: Pick<Room, 'title'>): string =>
  nameText(title) || text('tool_new_conversation');

import type { Room } from '../../model/room.ts';
import { text } from './text.ts';

/** The title of a room. One without a title is new: its first message gives it one. */
export const roomTitle = ({ title }: Pick<Room, 'title'>): string => title || text('tool_new_conversation');

import type { Figure } from './figure.ts';
import { catchUp } from './figures/catch-up.ts';
import { enter } from './figures/enter.ts';
import { heard } from './figures/heard.ts';
import { open } from './figures/open.ts';
import { rooms } from './figures/rooms.ts';
import { stream } from './figures/stream.ts';
import { unread } from './figures/unread.ts';

/** All figures, in the order in which they are measured. */
export const FIGURES: readonly Figure[] = [open, rooms, heard, unread, catchUp, enter, stream];

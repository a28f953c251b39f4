import type { Message } from './message.ts';

/** The place of a message in its room: it stands below all messages of a lower order. */
export const orderOf = (message: Message): number => message.at;

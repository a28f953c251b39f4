import type { Raw } from './raw.ts';
import { toJson } from './values.ts';

/** A packet of Engine.IO: text with its type before it, or binary. */
export type Packet = string | Uint8Array;

/** What one frame says. */
export interface Said {
  packets: readonly Packet[];
  /** It must come into the chat, and is found by this word. */
  token?: string;
  /** The row that the server keeps of it. */
  row?: Row;
  /** Whether the protocol lets the client end the connection for it. */
  mayEnd?: boolean;
  /** What is put onto the network below Engine.IO. */
  raw?: Raw;
}

/** A message as the server's history has it. */
export interface Row {
  id: string;
  text: string;
  authorId: string;
  createdAt: number;
  /** The id that a message of the user's was sent under. */
  clientId?: string;
}

/** An event of Socket.IO, as a packet. */
export const event = (name: unknown, ...args: unknown[]): string => `42${toJson([name, ...args])}`;

import type { TransportName } from '../model/connection.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { FailureReason } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import type { Codec } from '../wire/codec.ts';
import type { Credentials, Draft, Oversize } from '../wire/encode.ts';
import type { WireEvent } from '../wire/events.ts';
import type { Route } from './routes.ts';

/** How often the server pings, and how long it waits for an answer, in milliseconds. */
export interface Pings {
  pingInterval: number;
  pingTimeout: number;
}

/** The pings of an ElizaOS, which are the defaults of Socket.IO. */
export const PINGS: Pings = { pingInterval: 25_000, pingTimeout: 20_000 };

/** An open transport. `maxPayload`: how many bytes it carries at once; absent where the server names no limit. */
export interface TransportDetails extends Pings {
  transport: TransportName;
  maxPayload?: number;
}

/** Names one message of the user's, in its room. */
export interface MessageRef {
  roomId: RoomId;
  messageId: MessageId;
}

/** An entry for the diagnostics; `detail` says in a word or two what it is. */
export interface LogEvent<Direction = 'in' | 'out' | 'note'> {
  type: 'log';
  direction: Direction;
  name: string;
  detail: string;
  payload?: unknown;
}

/** What happens on a transport. After `closed` or `refused` nothing follows. */
export type TransportEvent =
  | { type: 'opened'; details: TransportDetails }
  /** The server said something. */
  | { type: 'event'; event: WireEvent }
  /** Something was received that does not decode, for `reason`. */
  | { type: 'undecodable'; reason: string }
  /** Something was sent or received, as it is on the network. Comes before what it means. */
  | LogEvent<'in' | 'out'>
  /** The server acknowledged the message by its callback. */
  | ({ type: 'accepted' } & MessageRef)
  /** The server does not take the message, in the words of `error`. */
  | ({ type: 'rejected'; error: string } & MessageRef)
  /** The message did not reach the server, or was turned away before it was stored: it can be sent again. */
  | ({ type: 'unsent' } & MessageRef)
  /**
   * The request that carried the message ended, and its answer does not tell whether the server has it: an error,
   * `reason`, may come after the row was stored. `not-taken`: the message itself may be why no answer came.
   */
  | ({ type: 'uncertain'; reason: FailureReason | undefined } & MessageRef)
  /** A message was accepted, and its reply comes neither with the answer nor over this transport. */
  | { type: 'answered-elsewhere'; roomId: RoomId }
  /**
   * The transport was open and is not any more, or never opened. `error`: the words of the library or the server.
   * `isUnfit`: the route does not lead to this server.
   */
  | { type: 'closed'; error: string; isUnfit: boolean }
  /** The server refused the handshake, in the words of `error`. */
  | { type: 'refused'; error: string };

/** One link to the server, from the first try to its end. It is never reopened. */
export interface Transport {
  join(room: Room): void;
  /** By how much the message is larger than this transport can carry; undefined where it is not, or is not known. */
  oversize(room: Room, draft: Draft): Oversize | undefined;
  send(room: Room, draft: Draft): void;
  /** May get lost. */
  sendTyping(room: Room, isTyping: boolean): void;
  /** Ends the replies that are being received, where the route allows it. Returns whether it does. */
  stopReplies(roomId: RoomId): boolean;
  /** Whether closing would cut off a reply. */
  isBusy(): boolean;
  /** Ends the transport; no event follows. The server discards what a live socket still holds (measured). */
  close(): void;
}

export interface TransportOptions extends Credentials {
  address: string;
  route: Route;
  /** Whether there is no other route to this server. */
  isOnly?: boolean;
  codec: Codec;
}

/** Begins to open a transport and reports what happens on it. */
export type OpenTransport = (
  options: TransportOptions,
  onEvent: (event: TransportEvent) => void,
) => Transport;

/** Notes what was received, before it is reported. */
export const logReceived = (name: string, detail: string, payload: unknown): TransportEvent => ({
  type: 'log',
  direction: 'in',
  name,
  detail,
  payload,
});

/** The end of a transport that was not refused. */
export const closed = (error: string, isUnfit = false): TransportEvent => ({
  type: 'closed',
  error,
  isUnfit,
});

/** Reports what happens on a transport, up to its end. */
export interface Reporter {
  /** Reports an event; one that ends the transport releases what it holds first. After the end, nothing. */
  report(event: TransportEvent): void;
  /** Ends the transport without an event. */
  end(): void;
  isEnded(): boolean;
}

/** `release` is called once, when the transport ends. */
export const createReporter = (onEvent: (event: TransportEvent) => void, release: () => void): Reporter => {
  let isEnded = false;
  const end = (): void => {
    if (isEnded) return;
    isEnded = true;
    release();
  };
  const report = (event: TransportEvent): void => {
    if (isEnded) return;
    if (event.type === 'closed' || event.type === 'refused') end();
    onEvent(event);
  };
  return { report, end, isEnded: () => isEnded };
};

import type { TransportName } from '../model/connection.ts';
import type { MessageId, RoomId } from '../model/ids.ts';
import type { Refusal } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import type { Draft, Oversize } from '../wire/encode.ts';
import type { WireEvent } from '../wire/events.ts';
import type { Road } from './choose.ts';

/** How often the server pings, and how long it waits for an answer, in milliseconds. */
export interface Pings {
  pingInterval: number;
  pingTimeout: number;
}

/** ElizaOS's. */
export const PINGS: Pings = { pingInterval: 25_000, pingTimeout: 20_000 };

/** What a line is once it is open. `maxPayload`: how many bytes it takes at once; absent where nothing tells. */
export interface LineDetails extends Pings {
  transport: TransportName;
  maxPayload?: number;
}

/** What a line tells of itself. After `onClosed` or `onRefused` nothing comes any more. */
export interface LineHandlers {
  onOpen(details: LineDetails): void;
  onEvent(name: string, args: readonly unknown[]): void;
  /** Something went out; `detail` says in a word or two what. */
  onSent(name: string, detail: string, payload: unknown): void;
  /** What the answer to a request brought, decoded already. */
  onDecoded(event: WireEvent): void;
  onUndecodable(reason: string): void;
  /**
   * The request that carried the message ended, and whether the server has the message cannot be told from
   * its answer: an error of the server's, `refusal`, may come after it stored the row. `not-taken`: the message
   * may be why no answer came, which further attempts show. False: it was turned away before that.
   */
  onUnsettled(roomId: RoomId, messageId: MessageId, refusal?: Refusal | false): void;
  /** The message was taken, and its reply comes neither with the answer nor over this line. */
  onAnsweredElsewhere(roomId: RoomId): void;
  /**
   * It was open and is not any more, or never opened: `error` has the words of the library or the server.
   * `unfit`: this road does not lead to this server.
   */
  onClosed(error: string, unfit?: boolean): void;
  /** The server answered the handshake with a refusal; its words. */
  onRefused(error: string): void;
}

/** One connection, from the first try to its end; another one is another line. */
export interface Line {
  join(room: Room): void;
  /** What makes the message too large for this line, as it would go out now; undefined where it is not, as far as is known. */
  oversize(room: Room, draft: Draft): Oversize | undefined;
  /** Sends now. `onAck` is called with the arguments of the acknowledgement callback, if one comes. */
  send(room: Room, draft: Draft, onAck: (...args: unknown[]) => void): void;
  /** Emits something that may get lost. */
  emit(name: string, payload: unknown): void;
  /** Ends the replies that are coming in, where the road can: whether it could. */
  stop(roomId: RoomId): boolean;
  /** Whether replies are coming in that would be cut off with the line. */
  isBusy(): boolean;
  /** Leaves cleanly: what the line still holds is discarded by the server (measured), unless it is dead. */
  close(): void;
}

export interface LineOptions {
  address: string;
  entityId: string;
  key: string | undefined;
  token?: string | undefined;
  road: Road;
  /** Whether there is no other road to this server. */
  isOnly?: boolean;
  /** Whether what was said can be read back, by the server's own times. */
  hasHistory: boolean;
}

export type OpenLine = (options: LineOptions, handlers: LineHandlers) => Line;

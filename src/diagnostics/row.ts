import type { TransportName } from '../model/connection.ts';
import type { DialectName } from '../model/server.ts';

/** `unknown`: nothing in the log decides the check. */
export type Mark = 'good' | 'warn' | 'bad' | 'unknown';

/** The checks. `CHECKS` in checks.ts says in which order they run. */
export type RowId =
  | 'address'
  | 'server'
  | 'origin'
  | 'handshake'
  | 'transport'
  | 'room'
  | 'ids'
  | 'broadcast'
  | 'send'
  | 'acknowledgement'
  | 'participant'
  | 'history'
  | 'worker'
  | 'decoded';

/** A finding about the server. Times are milliseconds since the epoch; `ms` is a duration. */
export type ServerDatum =
  | { type: 'not-seen' }
  | { type: 'answered'; name: string; status: string; ms: number | undefined }
  | { type: 'connected'; at: number }
  | { type: 'unreadable' }
  | { type: 'no-answer' }
  | { type: 'timeout' }
  | { type: 'limited'; at: number }
  | { type: 'version'; version: string; dialect: DialectName }
  | { type: 'no-version' }
  | { type: 'greeted'; dialect: DialectName }
  | { type: 'another-dialect'; was: DialectName; is: DialectName }
  | { type: 'old-socket-io' }
  | { type: 'not-elizaos' }
  | { type: 'portal' }
  | { type: 'faulty' }
  | { type: 'refused'; words: string; at: number }
  | { type: 'closed'; words: string; at: number };

/** A finding about the connection, the room, or the worker. */
export type LineDatum =
  | { type: 'transport'; transport: TransportName; pingSeconds: number | undefined; ms: number | undefined }
  | { type: 'joined'; at: number; ms: number | undefined }
  | { type: 'joining'; at: number }
  | { type: 'heard'; at: number }
  | { type: 'nothing-heard'; since: number }
  | { type: 'id-confirmed'; id: string }
  | { type: 'id-near'; ours: string; theirs: string }
  | { type: 'broadcast'; at: number; count: number; foreign: { count: number; roomId: string } | undefined }
  | { type: 'foreign-only'; count: number; roomId: string }
  | { type: 'other-event'; name: string; count: number }
  | { type: 'payload-good'; at: number; fields: number }
  | { type: 'payload-bad'; at: number; fields: string }
  | { type: 'acknowledged'; at: number; ms: number }
  | { type: 'waiting-since'; at: number }
  | { type: 'takes-part'; count: number }
  | { type: 'takes-no-part'; count: number }
  | { type: 'no-agent' }
  | { type: 'error'; words: string }
  | { type: 'worker'; since: number; starts: number | undefined; wakes: number }
  | { type: 'understood'; count: number }
  | { type: 'not-understood'; count: number; reason: string };

/** A finding, which the views put into words. */
export type Datum = ServerDatum | LineDatum;

/** What the user can do about a finding; the views put it into words. */
export type Remedy =
  | 'start-server'
  | 'wait'
  | 'check-address'
  | 'sign-in'
  | 'update-server'
  | 'connect-again'
  | 'allow-origin'
  | 'give-key'
  | 'fix-entity'
  | 'ask-admin'
  | 'see-server-log'
  | 'polling-works'
  | 'join-again'
  | 'fix-room-id'
  | 'other-rooms'
  | 'event-name'
  | 'fix-fields'
  | 'send-again'
  | 'no-acknowledgement'
  | 'add-agent'
  | 'free-storage'
  | 'report-it';

/** The result for one field of a sent message. */
export interface FieldCheck {
  field: string;
  problem: 'missing' | 'empty' | 'wrong-type' | 'no-uuid' | undefined;
}

/** The result of one check. */
export interface Row {
  id: RowId;
  mark: Mark;
  datum: Datum;
  remedy?: Remedy;
  /** The fields of the sent message (check `send`). */
  fields?: readonly FieldCheck[];
  /** Rooms or reasons with their counts (checks `broadcast` and `decoded`). */
  counts?: readonly { name: string; count: number }[];
}

/** The row of a check that nothing decides. */
export const unseen = (id: RowId): Row => ({ id, mark: 'unknown', datum: { type: 'not-seen' } });

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
  | { code: 'not-seen' }
  | { code: 'answered'; name: string; status: string; ms: number | undefined }
  | { code: 'connected'; at: number }
  | { code: 'unreadable' }
  | { code: 'no-answer' }
  | { code: 'timeout' }
  | { code: 'limited'; at: number }
  | { code: 'version'; version: string; dialect: DialectName }
  | { code: 'no-version' }
  | { code: 'greeted'; dialect: DialectName }
  | { code: 'another-dialect'; was: DialectName; is: DialectName }
  | { code: 'old-socket-io' }
  | { code: 'not-elizaos' }
  | { code: 'portal' }
  | { code: 'faulty' }
  | { code: 'refused'; words: string; at: number }
  | { code: 'closed'; words: string; at: number };

/** A finding about the connection, the room, or the worker. */
export type LineDatum =
  | { code: 'line'; transport: TransportName; pingSeconds: number | undefined; ms: number | undefined }
  | { code: 'joined'; at: number; ms: number | undefined }
  | { code: 'joining'; at: number }
  | { code: 'heard'; at: number }
  | { code: 'nothing-heard'; since: number }
  | { code: 'id-confirmed'; id: string }
  | { code: 'id-near'; ours: string; theirs: string }
  | { code: 'broadcast'; at: number; count: number; foreign: { count: number; roomId: string } | undefined }
  | { code: 'foreign-only'; count: number; roomId: string }
  | { code: 'other-event'; name: string; count: number }
  | { code: 'payload-good'; at: number; fields: number }
  | { code: 'payload-bad'; at: number; fields: string }
  | { code: 'acknowledged'; at: number; ms: number }
  | { code: 'waiting-since'; at: number }
  | { code: 'takes-part'; count: number }
  | { code: 'takes-no-part'; count: number }
  | { code: 'no-agent' }
  | { code: 'error'; words: string }
  | { code: 'worker'; since: number; starts: number | undefined; wakes: number }
  | { code: 'understood'; count: number }
  | { code: 'not-understood'; count: number; reason: string };

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
export const unseen = (id: RowId): Row => ({ id, mark: 'unknown', datum: { code: 'not-seen' } });

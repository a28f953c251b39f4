import type { TransportName } from '../model/connection.ts';
import type { DialectName } from '../model/server.ts';

/** `unknown`: nothing was seen yet that would tell. */
export type Mark = 'good' | 'warn' | 'bad' | 'unknown';

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

/** What was read of the server in this run. */
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

/** What was read on the line, in the room and of ourselves. */
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

/** What was read in this run, to be put into words by who shows it. */
export type Datum = ServerDatum | LineDatum;

/** What to do about it. */
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

/** One field of what was sent, held against what the server asks for. */
export interface FieldCheck {
  field: string;
  problem: 'missing' | 'empty' | 'wrong-type' | 'no-uuid' | undefined;
}

/** One check: what is so, how it is known, and what to do where it is not as it should be. */
export interface Row {
  id: RowId;
  mark: Mark;
  datum: Datum;
  remedy?: Remedy;
  /** What the datum sums up, where there is more to see. */
  fields?: readonly FieldCheck[];
  counts?: readonly { name: string; count: number }[];
}

export const unseen = (id: RowId): Row => ({ id, mark: 'unknown', datum: { code: 'not-seen' } });

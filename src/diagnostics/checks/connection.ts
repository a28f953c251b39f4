import type { RefusalCode } from '../../model/connection.ts';
import { refusalOf } from '../../wire/refusal.ts';
import { type Evidence, isAfter, lastNote, payloadOf } from '../evidence.ts';
import { type Remedy, type Row, unseen } from '../row.ts';
import { joinRoundTrip } from './room.ts';

const REFUSALS: Readonly<Record<RefusalCode, Remedy>> = {
  'wants-key': 'give-key',
  'invalid-entity': 'fix-entity',
  'access-denied': 'ask-admin',
};

/** Whether the server accepted the connection. */
export const checkHandshake = (evidence: Evidence): Row => {
  const id = 'handshake';
  const { connection } = evidence;
  const open = lastNote(evidence, 'open');
  const closed = lastNote(evidence, 'closed');
  const refused = lastNote(evidence, 'refused');
  if (refused && isAfter(refused, open) && isAfter(refused, closed)) {
    const code = connection.type === 'refused' ? connection.code : refusalOf(refused.detail);
    const datum = { type: 'refused', words: refused.detail, at: refused.at } as const;
    return { id, mark: 'bad', datum, remedy: code ? REFUSALS[code] : 'see-server-log' };
  }
  if (closed && isAfter(closed, open)) {
    const datum = { type: 'closed', words: closed.detail, at: closed.at } as const;
    return { id, mark: 'bad', datum, remedy: 'start-server' };
  }
  return open ? { id, mark: 'good', datum: { type: 'connected', at: open.at } } : unseen(id);
};

/** Which transport is in use. Polling and REST are a warning unless the user chose them. */
export const checkTransport = (evidence: Evidence): Row => {
  const id = 'transport';
  const { connection, profile } = evidence;
  const open = lastNote(evidence, 'open');
  const closed = lastNote(evidence, 'closed');
  if (connection.type === 'connected') {
    const { transport } = connection;
    const { pingInterval } = payloadOf(open);
    const isPinged = transport !== 'rest' && typeof pingInterval === 'number';
    const pingSeconds = isPinged ? pingInterval / 1000 : undefined;
    const datum = { type: 'transport', transport, pingSeconds, ms: joinRoundTrip(evidence) } as const;
    const isChosen = profile.transports === 'polling' || profile.mode === 'stream' || profile.mode === 'sync';
    if (transport === 'websocket' || isChosen) return { id, mark: 'good', datum };
    return { id, mark: 'warn', datum, remedy: 'polling-works' };
  }
  if (!closed || !isAfter(closed, open)) return unseen(id);
  const datum = { type: 'closed', words: closed.detail, at: closed.at } as const;
  return { id, mark: 'bad', datum, remedy: 'wait' };
};

import type { RefusalCode } from '../../model/connection.ts';
import { refusalOf } from '../../wire/refusal.ts';
import { type Evidence, isAfter, last, payloadOf } from '../evidence.ts';
import { type Remedy, type Row, unseen } from '../row.ts';
import { joinRoundTrip } from './room.ts';

const REFUSALS: Readonly<Record<RefusalCode, Remedy>> = {
  'wants-key': 'give-key',
  'invalid-entity': 'fix-entity',
  'access-denied': 'ask-admin',
};

/** Whether the server took the connection, and if not, in which words it refused. */
export const checkHandshake = (evidence: Evidence): Row => {
  const id = 'handshake';
  const { connection } = evidence;
  const open = last(evidence, 'note', 'open');
  const closed = last(evidence, 'note', 'closed');
  const refused = last(evidence, 'note', 'refused');
  if (refused && isAfter(refused, open) && isAfter(refused, closed)) {
    const code = connection.state === 'refused' ? connection.code : refusalOf(refused.detail);
    const datum = { code: 'refused', words: refused.detail, at: refused.at } as const;
    return { id, mark: 'bad', datum, remedy: code ? REFUSALS[code] : 'see-server-log' };
  }
  if (closed && isAfter(closed, open)) {
    const datum = { code: 'closed', words: closed.detail, at: closed.at } as const;
    return { id, mark: 'bad', datum, remedy: 'start-server' };
  }
  return open ? { id, mark: 'good', datum: { code: 'connected', at: open.at } } : unseen(id);
};

/** What carries the messages, and how fast. */
export const checkTransport = (evidence: Evidence): Row => {
  const id = 'transport';
  const { connection, profile } = evidence;
  const open = last(evidence, 'note', 'open');
  const closed = last(evidence, 'note', 'closed');
  if (connection.state === 'connected') {
    const { transport } = connection;
    const { pingInterval } = payloadOf(open);
    const isPinged = transport !== 'rest' && typeof pingInterval === 'number';
    const pingSeconds = isPinged ? pingInterval / 1000 : undefined;
    const datum = { code: 'line', transport, pingSeconds, ms: joinRoundTrip(evidence) } as const;
    const isChosen = profile.transports === 'polling' || profile.mode === 'stream' || profile.mode === 'sync';
    if (transport === 'websocket' || isChosen) return { id, mark: 'good', datum };
    return { id, mark: 'warn', datum, remedy: 'polling-works' };
  }
  if (!closed || !isAfter(closed, open)) return unseen(id);
  const datum = { code: 'closed', words: closed.detail, at: closed.at } as const;
  return { id, mark: 'bad', datum, remedy: 'wait' };
};

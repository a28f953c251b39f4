import { type Evidence, isAfter, last, lastRequest, payloadOf } from '../evidence.ts';
import type { LogEntry } from '../report.ts';
import { type Datum, type Row, unseen } from '../row.ts';

const ANY_REQUEST = /^[A-Z]+ \//;
const NO_ANSWER = 'no answer';
/** What a request is answered with that does not ask to read the answer. */
const OPAQUE = '0';
/** The words of a line that never opened. */
const COULD_NOT_OPEN = /error|timeout/i;
/** "It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client …" */
const OLD_SERVER = /v2\.x/;

const isReadable = ({ detail }: LogEntry): boolean => /^[1-9]\d\d$/.test(detail);

export const msOf = (entry: LogEntry | undefined): number | undefined => {
  const { ms } = payloadOf(entry);
  return typeof ms === 'number' ? ms : undefined;
};

export const answered = (entry: LogEntry): Datum => ({
  code: 'answered',
  name: entry.name,
  status: entry.detail,
  ms: msOf(entry),
});

const newestReadable = ({ report }: Evidence): LogEntry | undefined =>
  report.latest
    .filter((entry) => entry.direction === 'in' && ANY_REQUEST.test(entry.name) && isReadable(entry))
    .sort((a, b) => a.id - b.id)
    .at(-1);

/** Whether something listens there at all, whatever it is. */
export const checkAddress = (evidence: Evidence): Row => {
  const id = 'address';
  const request = lastRequest(evidence, ANY_REQUEST);
  const open = last(evidence, 'note', 'open');
  const closed = last(evidence, 'note', 'closed');
  const failure = failureOf(evidence);
  const isNewest = isAfter(closed, open) && isAfter(closed, newestReadable(evidence));
  const couldNotOpen = isNewest && COULD_NOT_OPEN.test(closed?.detail ?? '') && !isOpaque(request);
  if (failure === 'timeout') return { id, mark: 'bad', datum: { code: 'timeout' }, remedy: 'see-server-log' };
  if (failure === 'nothing-listens' || request?.detail === NO_ANSWER || couldNotOpen) {
    if (evidence.connection.state !== 'connected') {
      return { id, mark: 'bad', datum: { code: 'no-answer' }, remedy: 'start-server' };
    }
  }
  if (request?.detail === '429') {
    return { id, mark: 'warn', datum: { code: 'limited', at: request.at }, remedy: 'wait' };
  }
  if (isOpaque(request)) return { id, mark: 'good', datum: { code: 'unreadable' } };
  if (request && isReadable(request)) return { id, mark: 'good', datum: answered(request) };
  if (evidence.connection.state === 'connected' && open) {
    return { id, mark: 'good', datum: { code: 'connected', at: open.at } };
  }
  return unseen(id);
};

const isOpaque = (entry: LogEntry | undefined): boolean => entry?.detail === OPAQUE;

/** Why the server's check failed, as long as nothing that came since says otherwise. */
const failureOf = (evidence: Evidence): string | undefined => {
  const { server } = evidence.asked;
  if (!server || server.ok) return undefined;
  const since = [last(evidence, 'note', 'open'), newestReadable(evidence)];
  // To tell that it is no ElizaOS, its answers had to be read.
  const isRead = ['not-elizaos', 'old-socket-io', 'portal', 'redirects', 'faulty'].includes(server.code);
  return since.some((entry) => (entry?.at ?? 0) > server.at) && !isRead ? undefined : server.code;
};

/** What answers in the server's place: by the server's check, or by the connection. */
const insteadOf = (what: string | undefined): Pick<Row, 'datum' | 'remedy'> | undefined => {
  switch (what) {
    case 'not-elizaos':
    case 'redirects':
      return { datum: { code: 'not-elizaos' }, remedy: 'check-address' };
    case 'portal':
      return { datum: { code: 'portal' }, remedy: 'sign-in' };
    case 'faulty':
      return { datum: { code: 'faulty' }, remedy: 'wait' };
    default:
      return undefined;
  }
};

/** Which server it is, and how it speaks. */
export const checkServer = (evidence: Evidence): Row => {
  const id = 'server';
  const { asked, profile } = evidence;
  const old = { id, mark: 'bad', datum: { code: 'old-socket-io' }, remedy: 'update-server' } as const;
  const failure = failureOf(evidence);
  if (failure === 'old-socket-io') return old;
  const { connection } = evidence;
  const obstacle = 'obstacle' in connection ? connection.obstacle : undefined;
  const instead = insteadOf(failure) ?? insteadOf(obstacle);
  if (instead) return { id, mark: 'bad', ...instead };
  if (failure === 'wants-key' && asked.server?.ok === false) {
    return { id, mark: 'bad', datum: { code: 'error', words: asked.server.words }, remedy: 'give-key' };
  }
  const newest = newestReadable(evidence);
  if (newest?.detail === '401') return { id, mark: 'bad', datum: answered(newest), remedy: 'give-key' };
  const closed = last(evidence, 'note', 'closed');
  if (isAfter(closed, last(evidence, 'note', 'open')) && OLD_SERVER.test(closed?.detail ?? '')) return old;
  if (asked.server?.ok) {
    const { version, dialect = profile.dialect } = asked.server;
    if (dialect !== profile.dialect) {
      const datum = { code: 'another-dialect', was: profile.dialect, is: dialect } as const;
      return { id, mark: 'warn', datum, remedy: 'connect-again' };
    }
    return {
      id,
      mark: 'good',
      datum: version ? { code: 'version', version, dialect } : { code: 'no-version' },
    };
  }
  const isGreeted = last(evidence, 'in', ['authenticated', 'channel_joined', 'connection_established']);
  if (!isGreeted) return unseen(id);
  return { id, mark: 'good', datum: { code: 'greeted', dialect: profile.dialect } };
};

/** Whether the browser lets us read what the server answers (CORS). */
export const checkOrigin = (evidence: Evidence): Row => {
  const id = 'origin';
  const readable = newestReadable(evidence);
  const opaque = last(evidence, 'in', undefined, OPAQUE);
  if (failureOf(evidence) === 'not-allowed' || isAfter(opaque, readable)) {
    return { id, mark: 'bad', datum: { code: 'unreadable' }, remedy: 'allow-origin' };
  }
  return readable ? { id, mark: 'good', datum: answered(readable) } : unseen(id);
};

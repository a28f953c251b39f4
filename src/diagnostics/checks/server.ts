import { type Evidence, isAfter, isNamed, lastAnswer, lastNote, newestOf, payloadOf } from '../evidence.ts';
import type { LogEntry } from '../report.ts';
import { type Datum, type Row, unseen } from '../row.ts';

const ANY_REQUEST = /^[A-Z]+ \//;
const NO_ANSWER = 'no answer';
/** The status of an answer that must not be read (a request in mode `no-cors`). */
const OPAQUE = '0';
/** Close reasons of a connection that never opened. */
const COULD_NOT_OPEN = /error|timeout/i;
/** socket.io-client: "It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client …" */
const OLD_SERVER = /v2\.x/;

/** The first events of a connection, by the server's names for them. */
const GREETINGS = ['authenticated', 'channel_joined', 'connection_established'];

const isReadable = ({ detail }: LogEntry): boolean => /^[1-9]\d\d$/.test(detail);

const msOf = (entry: LogEntry | undefined): number | undefined => {
  const { ms } = payloadOf(entry);
  return typeof ms === 'number' ? ms : undefined;
};

/** The datum of a request that was answered. */
export const answered = (entry: LogEntry): Datum => ({
  type: 'answered',
  name: entry.name,
  status: entry.detail,
  ms: msOf(entry),
});

const newestReadable = ({ report }: Evidence): LogEntry | undefined =>
  newestOf(
    report.latest.filter(
      (entry) => entry.direction === 'in' && ANY_REQUEST.test(entry.name) && isReadable(entry),
    ),
  );

/** Whether anything listens at the address. */
export const checkAddress = (evidence: Evidence): Row => {
  const id = 'address';
  const request = lastAnswer(evidence, ANY_REQUEST);
  const open = lastNote(evidence, 'open');
  const closed = lastNote(evidence, 'closed');
  const failure = failureOf(evidence);
  const isNewest = isAfter(closed, open) && isAfter(closed, newestReadable(evidence));
  const couldNotOpen = isNewest && COULD_NOT_OPEN.test(closed?.detail ?? '') && !isOpaque(request);
  if (failure === 'timeout') return { id, mark: 'bad', datum: { type: 'timeout' }, remedy: 'see-server-log' };
  if (failure === 'nothing-listens' || request?.detail === NO_ANSWER || couldNotOpen) {
    if (evidence.connection.type !== 'connected') {
      return { id, mark: 'bad', datum: { type: 'no-answer' }, remedy: 'start-server' };
    }
  }
  if (request?.detail === '429') {
    return { id, mark: 'warn', datum: { type: 'limited', at: request.at }, remedy: 'wait' };
  }
  if (isOpaque(request)) return { id, mark: 'good', datum: { type: 'unreadable' } };
  if (request && isReadable(request)) return { id, mark: 'good', datum: answered(request) };
  if (evidence.connection.type === 'connected' && open) {
    return { id, mark: 'good', datum: { type: 'connected', at: open.at } };
  }
  return unseen(id);
};

const isOpaque = (entry: LogEntry | undefined): boolean =>
  entry?.direction === 'in' && entry.detail === OPAQUE;

/** Why the server's check failed; undefined where a later connection or answer contradicts it. */
const failureOf = (evidence: Evidence): string | undefined => {
  const { server } = evidence.asked;
  if (!server || server.ok) return undefined;
  const since = [lastNote(evidence, 'open'), newestReadable(evidence)];
  // These failures were found by reading an answer, so a later answer does not contradict them.
  const isRead = ['not-elizaos', 'old-socket-io', 'portal', 'redirects', 'faulty'].includes(server.code);
  return since.some((entry) => (entry?.at ?? 0) > server.at) && !isRead ? undefined : server.code;
};

/** The result where something else answers at the server's address, by the server's check or the connection. */
const insteadOf = (what: string | undefined): Pick<Row, 'datum' | 'remedy'> | undefined => {
  switch (what) {
    case 'not-elizaos':
    case 'redirects':
      return { datum: { type: 'not-elizaos' }, remedy: 'check-address' };
    case 'portal':
      return { datum: { type: 'portal' }, remedy: 'sign-in' };
    case 'faulty':
      return { datum: { type: 'faulty' }, remedy: 'wait' };
    default:
      return undefined;
  }
};

/** Whether the server is the one that was set up, of the dialect that was set up. */
export const checkServer = (evidence: Evidence): Row => {
  const id = 'server';
  const { asked, profile } = evidence;
  const old = { id, mark: 'bad', datum: { type: 'old-socket-io' }, remedy: 'update-server' } as const;
  const failure = failureOf(evidence);
  if (failure === 'old-socket-io') return old;
  const { connection } = evidence;
  const obstacle = 'obstacle' in connection ? connection.obstacle : undefined;
  const instead = insteadOf(failure) ?? insteadOf(obstacle);
  if (instead) return { id, mark: 'bad', ...instead };
  if (failure === 'wants-key' && asked.server?.ok === false) {
    return { id, mark: 'bad', datum: { type: 'error', words: asked.server.words }, remedy: 'give-key' };
  }
  const newest = newestReadable(evidence);
  if (newest?.detail === '401') return { id, mark: 'bad', datum: answered(newest), remedy: 'give-key' };
  const closed = lastNote(evidence, 'closed');
  if (isAfter(closed, lastNote(evidence, 'open')) && OLD_SERVER.test(closed?.detail ?? '')) return old;
  if (asked.server?.ok) {
    const { version, dialect = profile.dialect } = asked.server;
    if (dialect !== profile.dialect) {
      const datum = { type: 'another-dialect', was: profile.dialect, is: dialect } as const;
      return { id, mark: 'warn', datum, remedy: 'connect-again' };
    }
    return {
      id,
      mark: 'good',
      datum: version ? { type: 'version', version, dialect } : { type: 'no-version' },
    };
  }
  const isGreeted = evidence.report.latest.some((entry) => isNamed(entry, GREETINGS));
  if (!isGreeted) return unseen(id);
  return { id, mark: 'good', datum: { type: 'greeted', dialect: profile.dialect } };
};

/** Whether the browser permits reading the server's answers (CORS). */
export const checkOrigin = (evidence: Evidence): Row => {
  const id = 'origin';
  const readable = newestReadable(evidence);
  const opaque = newestOf(evidence.report.latest.filter(isOpaque));
  if (failureOf(evidence) === 'not-allowed' || isAfter(opaque, readable)) {
    return { id, mark: 'bad', datum: { type: 'unreadable' }, remedy: 'allow-origin' };
  }
  return readable ? { id, mark: 'good', datum: answered(readable) } : unseen(id);
};

import { type Evidence, isAfter, lastAnswer, lastNote } from '../evidence.ts';
import { type Row, unseen } from '../row.ts';
import { answered } from './server.ts';

/** Whether the agent is a member of the room. ElizaOS lets no other agent answer. */
export const checkParticipant = (evidence: Evidence): Row => {
  const id = 'participant';
  const { room, asked } = evidence;
  if (room && room.agentId === undefined) return { id, mark: 'unknown', datum: { type: 'no-agent' } };
  const { participants } = asked;
  if (!participants || !room?.agentId) return unseen(id);
  if (!participants.ok) {
    return { id, mark: 'bad', datum: { type: 'error', words: participants.words }, remedy: 'see-server-log' };
  }
  const list = participants.participants ?? [];
  return list.includes(room.agentId)
    ? { id, mark: 'good', datum: { type: 'takes-part', count: list.length } }
    : { id, mark: 'bad', datum: { type: 'takes-no-part', count: list.length }, remedy: 'add-agent' };
};

/** Whether the history can be read. Before a message is sent again, the history is searched for it. */
export const checkHistory = (evidence: Evidence): Row => {
  const id = 'history';
  const { history } = evidence.asked;
  const request = lastAnswer(evidence, /^GET .*\/messages$/);
  if (request?.detail === '429') {
    return { id, mark: 'warn', datum: { type: 'limited', at: request.at }, remedy: 'wait' };
  }
  if (history?.ok === false && history.at >= (request?.at ?? 0)) {
    return { id, mark: 'bad', datum: { type: 'error', words: history.words }, remedy: 'see-server-log' };
  }
  if (!request) return unseen(id);
  if (/^2/.test(request.detail)) {
    // Another program answers with 200 too.
    const fault = lastNote(evidence, 'history');
    if (!fault || !isAfter(fault, request)) return { id, mark: 'good', datum: answered(request) };
    return { id, mark: 'bad', datum: { type: 'error', words: fault.detail }, remedy: 'see-server-log' };
  }
  const remedy = request.detail === '401' ? 'give-key' : 'see-server-log';
  return { id, mark: 'bad', datum: answered(request), remedy };
};

/** Whether anything threw or failed in the worker; since when it runs, and how often it was started. */
export const checkWorker = (evidence: Evidence): Row => {
  const id = 'worker';
  const { report, storageFault } = evidence;
  if (storageFault !== undefined) {
    return { id, mark: 'bad', datum: { type: 'error', words: storageFault }, remedy: 'free-storage' };
  }
  const fault = lastNote(evidence, 'fault');
  if (fault) return { id, mark: 'bad', datum: { type: 'error', words: fault.detail }, remedy: 'report-it' };
  const starts = lastNote(evidence, 'start')?.detail;
  const datum = {
    type: 'worker',
    since: report.workerStartedAt,
    starts: starts === undefined ? undefined : Number(starts),
    wakes: lastNote(evidence, 'wake')?.times ?? 0,
  } as const;
  return { id, mark: 'good', datum };
};

/** Reasons begin with the name of an event. A conversation needs these. */
const ESSENTIAL = /^(messageBroadcast|messageAck|messageStreamChunk|channel_joined|message|history)\b/;

/** Whether all events and rows of the server could be decoded. */
export const checkDecoded = (evidence: Evidence): Row => {
  const id = 'decoded';
  const { report } = evidence;
  const counts = report.undecoded.map(({ reason, count }) => ({ name: reason, count }));
  const [first] = counts;
  if (first) {
    const count = counts.reduce((sum, { count }) => sum + count, 0);
    const essential = counts.find(({ name }) => ESSENTIAL.test(name));
    const datum = { type: 'not-understood', count, reason: (essential ?? first).name } as const;
    return { id, mark: essential ? 'bad' : 'warn', datum, remedy: 'report-it', counts };
  }
  const understood = report.latest
    .filter(({ direction, name }) => direction === 'in' && !/ \//.test(name))
    .reduce((sum, { times = 1 }) => sum + times, 0);
  return understood === 0
    ? unseen(id)
    : { id, mark: 'good', datum: { type: 'understood', count: understood } };
};

import { type Fields, maybeFields } from '../../wire/read.ts';
import { type Evidence, enclosed, isAfter, last, lastRequest, payloadOf } from '../evidence.ts';
import { checkFields, checkPostFields } from '../fields.ts';
import type { LogEntry } from '../report.ts';
import { type Row, unseen } from '../row.ts';

/** How long an acknowledgement may take, in milliseconds. */
const SILENT_MS = 10_000;

/** The last message that went out, by whichever route. */
export const lastSend = (evidence: Evidence): LogEntry | undefined =>
  last(evidence, 'out', undefined, 'send');

const isPosted = ({ name }: LogEntry): boolean => name.startsWith('POST ');

/** The id that it was sent under. */
const messageIdOf = (sent: LogEntry): unknown =>
  isPosted(sent) ? maybeFields(payloadOf(sent).raw_message).messageId : enclosed(sent).messageId;

/** What the server said against the last message: it names none, but one alone is in the air. */
const refusal = (evidence: Evidence, sent: LogEntry): string | undefined => {
  if (isPosted(sent)) {
    const answer = lastRequest(evidence, /^POST .*\/messages$/);
    return answer && isAfter(answer, sent) && /^[45]/.test(answer.detail)
      ? `HTTP ${answer.detail}`
      : undefined;
  }
  const error = last(evidence, 'in', 'messageError', 'message-error');
  if (!error || !isAfter(error, sent)) return undefined;
  // On another line it means something else, as a join.
  const open = last(evidence, 'note', 'open');
  if (isAfter(open, sent) && isAfter(error, open)) return undefined;
  const words = payloadOf(error).error;
  return typeof words === 'string' ? words : error.name;
};

/** Whether what was sent last has all that a server of this dialect asks for. */
export const checkSend = (evidence: Evidence): Row => {
  const id = 'send';
  const sent = lastSend(evidence);
  const frame = payloadOf(sent);
  // Where it was cut, nothing can be said about its fields.
  if (!sent || Object.keys(frame).length === 0) return unseen(id);
  const { dialect } = evidence.profile;
  const fields = isPosted(sent) ? checkPostFields(frame, dialect) : checkFields(frame, dialect);
  const words = refusal(evidence, sent);
  if (words !== undefined) {
    return { id, mark: 'bad', datum: { code: 'error', words }, remedy: 'fix-fields', fields };
  }
  const wrong = fields.filter(({ problem }) => problem !== undefined);
  if (wrong.length > 0) {
    const names = wrong.map(({ field }) => field).join(', ');
    const datum = { code: 'payload-bad', at: sent.at, fields: names } as const;
    return { id, mark: 'bad', datum, remedy: 'fix-fields', fields };
  }
  return { id, mark: 'good', datum: { code: 'payload-good', at: sent.at, fields: fields.length }, fields };
};

/** What says that the server has the message: its acknowledgement, our own broadcast, the answer to a post. */
const acknowledgement = ({ report }: Evidence, sent: LogEntry): LogEntry | undefined => {
  const messageId = messageIdOf(sent);
  const names = (entry: LogEntry): boolean => {
    const fields = payloadOf(entry);
    return [fields, enclosed(entry), maybeFields(fields.message)].some(
      ({ clientMessageId, clientId, ...rest }) =>
        clientMessageId === messageId || clientId === messageId || isBareAck(entry, rest, messageId),
    );
  };
  return [...report.latest, ...report.log]
    .filter(({ direction, id }) => direction === 'in' && id > sent.id)
    .sort((a, b) => a.id - b.id)
    .find((entry) => entry.name === 'acknowledgement' || (messageId !== undefined && names(entry)));
};

/** An ACK of the document's type gives the one id that it has: ours. */
const isBareAck = ({ name, detail }: LogEntry, fields: Fields, ours: unknown): boolean =>
  name === 'message' && detail === 'acknowledged' && fields.messageId === ours;

/** Whether the server said that it has what was sent last. */
export const checkAcknowledgement = (evidence: Evidence): Row => {
  const id = 'acknowledgement';
  const sent = lastSend(evidence);
  if (!sent) return unseen(id);
  const seen = acknowledgement(evidence, sent);
  if (seen) {
    return { id, mark: 'good', datum: { code: 'acknowledged', at: seen.at, ms: seen.at - sent.at } };
  }
  const words = refusal(evidence, sent);
  if (words !== undefined) return { id, mark: 'bad', datum: { code: 'error', words }, remedy: 'fix-fields' };
  const datum = { code: 'waiting-since', at: sent.at } as const;
  if (evidence.now - sent.at <= SILENT_MS) return { id, mark: 'unknown', datum };
  // The document leaves it to the server whether it calls back.
  return evidence.profile.capabilities.confirmsJoin
    ? { id, mark: 'bad', datum, remedy: 'send-again' }
    : { id, mark: 'warn', datum, remedy: 'no-acknowledgement' };
};

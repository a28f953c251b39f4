import type { Fields } from '../../model/json.ts';
import { maybeFields } from '../../wire/read.ts';
import {
  type Evidence,
  enclosed,
  isAfter,
  isReceived,
  lastAnswer,
  lastNote,
  lastReceived,
  lastSent,
  payloadOf,
} from '../evidence.ts';
import { checkFields, checkPostFields } from '../fields.ts';
import type { LogEntry } from '../report.ts';
import { type Row, unseen } from '../row.ts';
import { SILENT_MS } from './silence.ts';

/** The newest message that was sent, by any route. */
export const lastSend = (evidence: Evidence): LogEntry | undefined => lastSent(evidence, 'send');

const isPosted = ({ name }: LogEntry): boolean => name.startsWith('POST ');

/** The client id of a sent message. */
const messageIdOf = (sent: LogEntry): unknown =>
  isPosted(sent) ? maybeFields(payloadOf(sent).raw_message).messageId : enclosed(sent).messageId;

/**
 * The server's refusal of the last message, in its words. `messageError` names no message, but one alone is in
 * flight per connection.
 */
const refusal = (evidence: Evidence, sent: LogEntry): string | undefined => {
  if (isPosted(sent)) {
    const answer = lastAnswer(evidence, /^POST .*\/messages$/);
    return answer && isAfter(answer, sent) && /^[45]/.test(answer.detail)
      ? `HTTP ${answer.detail}`
      : undefined;
  }
  const error = lastReceived(evidence, 'message-error');
  if (!error || !isAfter(error, sent)) return undefined;
  // On a newer connection it refuses something else, such as a join.
  const open = lastNote(evidence, 'open');
  if (isAfter(open, sent) && isAfter(error, open)) return undefined;
  const words = payloadOf(error).error;
  return typeof words === 'string' ? words : error.name;
};

/** Whether the last message had all fields that a server of this dialect requires, and was not refused. */
export const checkSend = (evidence: Evidence): Row => {
  const id = 'send';
  const sent = lastSend(evidence);
  const frame = payloadOf(sent);
  // A payload that was shortened in the log cannot be checked.
  if (!sent || Object.keys(frame).length === 0) return unseen(id);
  const { dialect } = evidence.profile;
  const fields = isPosted(sent) ? checkPostFields(frame, dialect) : checkFields(frame, dialect);
  const words = refusal(evidence, sent);
  if (words !== undefined) {
    return { id, mark: 'bad', datum: { type: 'error', words }, remedy: 'fix-fields', fields };
  }
  const wrong = fields.filter(({ problem }) => problem !== undefined);
  if (wrong.length > 0) {
    const names = wrong.map(({ field }) => field).join(', ');
    const datum = { type: 'payload-bad', at: sent.at, fields: names } as const;
    return { id, mark: 'bad', datum, remedy: 'fix-fields', fields };
  }
  return { id, mark: 'good', datum: { type: 'payload-good', at: sent.at, fields: fields.length }, fields };
};

/** The first entry that acknowledges the message: an acknowledgement, its own broadcast, or the answer to a POST. */
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

/** The document's ACK (`message` of type 4) names the client id `messageId`. */
const isBareAck = (entry: LogEntry, fields: Fields, ours: unknown): boolean =>
  entry.name === 'message' && isReceived(entry, 'acknowledged') && fields.messageId === ours;

/** Whether the server acknowledged the last message. */
export const checkAcknowledgement = (evidence: Evidence): Row => {
  const id = 'acknowledgement';
  const sent = lastSend(evidence);
  if (!sent) return unseen(id);
  const seen = acknowledgement(evidence, sent);
  if (seen) {
    return { id, mark: 'good', datum: { type: 'acknowledged', at: seen.at, ms: seen.at - sent.at } };
  }
  const words = refusal(evidence, sent);
  if (words !== undefined) return { id, mark: 'bad', datum: { type: 'error', words }, remedy: 'fix-fields' };
  const datum = { type: 'waiting-since', at: sent.at } as const;
  if (evidence.now - sent.at <= SILENT_MS) return { id, mark: 'unknown', datum };
  // The document leaves it to the server whether it acknowledges.
  return evidence.profile.capabilities.confirmsJoin
    ? { id, mark: 'bad', datum, remedy: 'send-again' }
    : { id, mark: 'warn', datum, remedy: 'no-acknowledgement' };
};

import type { Decoded } from '../wire/events.ts';
import { type Answer, type ApiResult, errorIn, type RequestError } from './request.ts';

/** Decodes an answer that reports no error. */
export type AnswerDecoder<T> = (answer: Answer) => Decoded<T>;

/** Decodes an answer. An error that it reports stays one; an answer that does not decode is `undecodable`. */
export const decodeAnswer = <T>(
  answer: ApiResult<Answer, RequestError>,
  decode: AnswerDecoder<T>,
): ApiResult<T, RequestError> => {
  if (!answer.ok) return answer;
  const error = errorIn(answer.value);
  if (error) return { ok: false, error };
  const decoded = decode(answer.value);
  return decoded.ok
    ? { ok: true, value: decoded.value }
    : { ok: false, error: { type: 'undecodable', reason: decoded.reason } };
};

/** Decodes the body of an answer of one of these statuses. */
export const bodyOf =
  <T>(decode: (body: unknown) => Decoded<T>, ...statuses: readonly number[]): AnswerDecoder<T> =>
  ({ status, body }) =>
    statuses.includes(status) ? decode(body) : { ok: false, reason: `HTTP ${status}` };

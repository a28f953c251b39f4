import type { RoomId } from '../model/ids.ts';
import { decodePosted, type Posted } from '../wire/decode-rest.ts';
import { createStreamReader, type StreamFrame } from '../wire/sse.ts';
import { bodyOf, decodeAnswer } from './decode-answer.ts';
import { readPieces, TOO_LONG } from './read-pieces.ts';
import { type ApiResult, answerParser, type Endpoint, open, readAnswer } from './request.ts';

export interface PostOptions {
  /** Aborts sending and reading. */
  signal: AbortSignal;
  /** Called for each event of an answer that is a stream. */
  onFrame: (frame: StreamFrame) => void;
  onUndecodable: (reason: string) => void;
}

/** Posts a message. Resolves after the whole answer: the decoded body, or `streamed`. Never rejects. */
export type Post = (
  roomId: RoomId,
  body: object,
  options: PostOptions,
) => Promise<ApiResult<Posted | 'streamed'>>;

export const post = async (
  endpoint: Endpoint,
  path: string,
  body: object,
  { signal, onFrame, onUndecodable }: PostOptions,
): Promise<ApiResult<Posted | 'streamed'>> => {
  const opened = await open(endpoint, path, { method: 'POST', body }, signal);
  if (!opened.ok) return opened;
  const { response } = opened.value;
  const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;
  if (isStream && response.status === 200) {
    const reader = createStreamReader(onFrame, onUndecodable, answerParser(endpoint));
    try {
      const isWhole = await readPieces(response, (piece) => reader.feed(piece));
      if (isWhole) return { ok: true, value: 'streamed' };
      onUndecodable(TOO_LONG);
      return { ok: false, error: { type: 'network' } };
    } catch {
      return { ok: false, error: { type: 'network' } };
    }
  }
  const answer = await readAnswer(endpoint, opened.value);
  // ElizaOS answers 201 (1.5.8 to 1.7.2); a server after the document 202 in mode `websocket`, else 200.
  return decodeAnswer(answer, bodyOf(decodePosted, 200, 201, 202));
};

import type { Api } from '../api/client.ts';
import type { ApiError } from '../api/request.ts';
import { nextStep, type Pass, type PassEnd, type Verdict } from '../delivery/history-pass.ts';
import type { RoomId } from '../model/ids.ts';
import type { HistoryPage } from '../wire/decode-rest.ts';
import type { Clock } from './clock.ts';

/** What came of a pass. `left`: what it was for does not matter any more. */
export type PassResult =
  | { type: 'ended'; end: PassEnd }
  | { type: 'failed'; error: ApiError }
  | { type: 'left' };

export interface PassDeps {
  clock: Pick<Clock, 'now'>;
  api: Pick<Api, 'history'>;
  roomId: RoomId;
  onUndecodable: (reason: string) => void;
}

/** A page of a pass, and where the pass stands that requested it. `serverNow`: as far as is known, the server's time. */
export interface ReadPage {
  page: HistoryPage;
  pass: Pass;
  serverNow: number;
  /** What follows, with what the rows turned out to be. */
  next(verdict: Pick<Verdict, 'isReached' | 'isFutureKnown'>): ReturnType<typeof nextStep>;
}

/**
 * Reads pages until the pass ends. `takePage` stores each and answers with the next step; undefined leaves the pass.
 */
export const runPass = async (
  { clock, api, roomId, onUndecodable }: PassDeps,
  first: Pass,
  takePage: (read: ReadPage) => Promise<ReturnType<typeof nextStep> | undefined>,
): Promise<PassResult> => {
  let pass = first;
  for (;;) {
    const answer = await api.history(roomId, pass.query);
    if (!answer.ok) return { type: 'failed', error: answer.error };
    const page = answer.value;
    page.reasons.forEach(onUndecodable);
    const now = clock.now();
    const serverNow = page.serverNow ?? now;
    const next: ReadPage['next'] = (verdict) => nextStep(pass, page, { ...verdict, serverNow, now });
    const step = await takePage({ page, pass, serverNow, next });
    if (!step) return { type: 'left' };
    if (step.type === 'done') return { type: 'ended', end: step.end };
    pass = step.pass;
  }
};

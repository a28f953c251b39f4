/** How frames come: over a socket, as answers to requests, or in the stream that answers a message. */
export type FrameWay = 'websocket' | 'polling' | 'answers' | 'stream';

/** Frames that come one after the other in one way; an ordinary message follows each stretch. */
export interface Stretch {
  way: FrameWay;
  /** The index after its last frame. */
  to: number;
}

/** A thousand frames are three stretches by socket, then answers, then two streams, and the rest by socket again. */
const ROUND = 1_000;
const STRETCHES: readonly [end: number, way: 'socket' | 'answers' | 'stream'][] = [
  [250, 'socket'],
  [500, 'socket'],
  [700, 'socket'],
  [740, 'answers'],
  [770, 'stream'],
  [800, 'stream'],
  [ROUND, 'socket'],
];

/** The stretch in which a frame is, up to `end` at most: always the same for the same index. */
export const stretchAt = (index: number, end: number): Stretch => {
  const round = Math.floor(index / ROUND);
  const [to, way] = STRETCHES.find(([to]) => index % ROUND < to) ?? [ROUND, 'socket'];
  const socket = round % 3 === 1 ? 'polling' : 'websocket';
  return { way: way === 'socket' ? socket : way, to: Math.min(end, round * ROUND + to) };
};

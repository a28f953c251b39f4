import type { Clock } from '../model/clock.ts';
import type { RoomId } from '../model/ids.ts';
import { FRAME_MS } from './announcer.ts';

/** How many items one turn looks through at most. */
const MOST_AT_ONCE = 200;

/** Keeps what comes faster than display frames, and hands it over once a frame. */
export interface Frames<T> {
  /** Hands over what is kept with the item: at once, unless it `canWait` and something was handed over in this frame. */
  take(item: T, canWait: boolean): void;
  /** Hands over at once what is kept. */
  flush(): void;
}

export const createFrames = <T>(handOver: (items: T[]) => void, clock: Pick<Clock, 'after'>): Frames<T> => {
  let kept: T[] = [];
  let isWithinFrame = false;

  const flush = (): void => {
    if (kept.length === 0) return;
    const items = kept;
    kept = [];
    if (!isWithinFrame) {
      isWithinFrame = true;
      clock.after(FRAME_MS, () => {
        isWithinFrame = false;
        flush();
      });
    }
    handOver(items);
  };

  return {
    flush,
    take: (item, canWait) => {
      kept.push(item);
      if (!canWait || !isWithinFrame) flush();
    },
  };
};

/** Takes from `items` the first of each room, which can be handled together. The others stay, in their order. */
export const takeTurn = <T>(items: T[], roomOf: (item: T) => RoomId | undefined): T[] => {
  const looked = items.splice(0, MOST_AT_ONCE);
  const first = new Map(looked.map((item) => [roomOf(item), item] as const).reverse());
  const isFirst = (item: T): boolean => first.get(roomOf(item)) === item;
  items.unshift(...looked.filter((item) => !isFirst(item)));
  return looked.filter(isFirst);
};

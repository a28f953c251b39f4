import type { MessageId } from '../../model/ids.ts';
import type { ViewChange } from '../../relay/to-view.ts';
import { containedBatchEach } from './contained-batch.ts';

type AppendChange = Extract<ViewChange, { type: 'append' }>;

/** Collects the text of streams, which grow faster than the display, until the next frame. */
export interface AppendBuffer {
  add(change: AppendChange): void;
  /** Applies what was collected now. Must be called before another change is applied: their order matters. */
  flush(): void;
  /** Drops what was collected: a snapshot contains it. */
  clear(): void;
}

/** `apply` gets one change for each message. `nextFrame` calls its argument at the next display frame. */
export const createAppendBuffer = (
  nextFrame: (run: () => void) => void,
  apply: (change: AppendChange) => void,
): AppendBuffer => {
  const waiting = new Map<MessageId, AppendChange>();
  let frameRequested = false;

  const flush = (): void => {
    const changes = [...waiting.values()];
    waiting.clear();
    containedBatchEach(changes, apply);
  };
  return {
    add: (change) => {
      const text = (waiting.get(change.id)?.text ?? '') + change.text;
      waiting.set(change.id, { ...change, text });
      if (frameRequested) return;
      frameRequested = true;
      nextFrame(() => {
        frameRequested = false;
        flush();
      });
    },
    flush,
    clear: () => waiting.clear(),
  };
};

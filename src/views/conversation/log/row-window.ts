import { type ReadonlySignal, signal } from '@preact/signals';
import { afterOpening } from '../../page/ready-mark.tsx';
import type { Conversation } from '../../state/conversation.ts';
import { chunkHeight, setMeasuredHeight } from './chunk-height.ts';
import type { Chunk } from './chunks.ts';

/** Within this distance (px) of the visible part, some hundreds of messages, they are in the document. */
const NEAR = 60_000;
/** So much further away (px) they are let go of, so that none comes and goes while the reader moves a little. */
const SLACK = 2_000;
/** Within this distance (px) messages are rendered at once, and not when there is time. */
const VISIBLE = 200;

/** How many chunks are let go of at once, which takes less than to render one. */
const LEFT_AT_ONCE = 8;

const whenIdle = (run: () => void): void => {
  // Not every browser has it.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run, { timeout: 100 });
  else setTimeout(run);
};

/** Whether the focus or the selection is in an element: it must stay there. */
const isInUse = (element: Element): boolean =>
  element.contains(document.activeElement) || getSelection()?.containsNode(element, true) === true;

/** Where a chunk is (px), from the top edge of the visible part. */
interface Place {
  chunk: Chunk;
  top: number;
  bottom: number;
  /** Its rows; absent where they are not in the document. */
  element: Element | undefined;
}

const distanceOf = ({ top, bottom }: Place, height: number): number => Math.max(0, -bottom, top - height);

/**
 * Which chunks of the log are in the document: those near to the visible part. The others are gaps of the same
 * height. One chunk comes or goes at a time, when the page has nothing else to do, so that no task is long; what
 * becomes visible comes at once.
 */
export class RowWindow {
  /** Changes when other chunks are to be rendered. */
  readonly changes: ReadonlySignal<number>;
  readonly #changes = signal(0);
  readonly #shown = new Set<number>();
  readonly #conversation: Conversation;
  #chunks: readonly Chunk[] = [];
  #content: Element | undefined;
  #isScheduled = false;

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
    this.changes = this.#changes;
  }

  /** Takes over the chunks of the log, of which `near` are about to be visible. */
  setChunks(chunks: readonly Chunk[], near: readonly Chunk[]): void {
    this.#chunks = chunks;
    for (const { key } of near) this.#shown.add(key);
  }

  isShown({ key }: Chunk): boolean {
    return this.#shown.has(key);
  }

  /** Follows the scrolling of the log, whose chunks stand in `content`. Returns how to stop. */
  start(content: Element): () => void {
    const scroller = content.closest('.log');
    if (!scroller) return () => {};
    this.#content = content;
    const onScroll = (): void => {
      this.#showVisible(scroller);
      this.schedule();
    };
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      this.#content = undefined;
      scroller.removeEventListener('scroll', onScroll);
    };
  }

  /** Lets the next chunk come or go when there is time. */
  schedule(): void {
    if (this.#isScheduled || !this.#content) return;
    this.#isScheduled = true;
    afterOpening(() =>
      whenIdle(() => {
        this.#isScheduled = false;
        const scroller = this.#content?.closest('.log');
        if (scroller) this.#step(scroller);
      }),
    );
  }

  #render(): void {
    this.#changes.value += 1;
  }

  #places(scroller: Element): Place[] {
    const content = this.#content;
    const first = content?.querySelector(':scope > .chunk, :scope > .far');
    if (!content || !first) return [];
    const elements = [...content.querySelectorAll(':scope > .chunk')];
    let top = first.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    let index = 0;
    return this.#chunks.map((chunk) => {
      const element = this.isShown(chunk) ? elements[index++] : undefined;
      const height = element?.getBoundingClientRect().height ?? chunkHeight(this.#conversation, chunk);
      const place = { chunk, top, bottom: top + height, element };
      top += height;
      return place;
    });
  }

  /** Shows at once what is visible, where a gap is. */
  #showVisible(scroller: Element): void {
    const { top, bottom, height } = scroller.getBoundingClientRect();
    const gaps = this.#content?.querySelectorAll(':scope > .far') ?? [];
    const isSeen = [...gaps].some((gap) => {
      const box = gap.getBoundingClientRect();
      return box.bottom > top - VISIBLE && box.top < bottom + VISIBLE;
    });
    if (!isSeen) return;
    const missing = this.#places(scroller).filter(
      (place) => place.element === undefined && distanceOf(place, height) <= VISIBLE,
    );
    for (const { chunk } of missing) this.#shown.add(chunk.key);
    if (missing.length > 0) this.#render();
  }

  #step(scroller: Element): void {
    const height = scroller.clientHeight;
    const places = this.#places(scroller).map((place) => ({ place, distance: distanceOf(place, height) }));
    const missing = places
      .filter(({ place: { chunk }, distance }) => !this.isShown(chunk) && distance <= NEAR)
      .sort((a, b) => a.distance - b.distance)[0];
    const far = places
      .filter(({ place: { element }, distance }) => element && distance > NEAR + SLACK && !isInUse(element))
      .slice(0, LEFT_AT_ONCE);
    if (!missing && far.length === 0) return;
    if (missing && far.length === 0) this.#shown.add(missing.place.chunk.key);
    for (const { place } of far) {
      setMeasuredHeight(place.chunk, place.bottom - place.top);
      this.#shown.delete(place.chunk.key);
    }
    this.#render();
    this.schedule();
  }
}

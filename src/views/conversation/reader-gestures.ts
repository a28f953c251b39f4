const UP = new Set(['ArrowUp', 'PageUp', 'Home']);
const DOWN = new Set(['ArrowDown', 'PageDown', 'End']);

const directionOf = ({ key, shiftKey }: KeyboardEvent): 'up' | 'down' | undefined => {
  if (UP.has(key) || (key === ' ' && shiftKey)) return 'up';
  return DOWN.has(key) || key === ' ' ? 'down' : undefined;
};

/**
 * Tells where a reader is heading by wheel, finger or keys, at the first touch: before anything has scrolled,
 * and also where a view that follows a stream would have scrolled back at once. Returns how to stop.
 */
export const watchGestures = (
  scroller: HTMLElement,
  heads: (direction: 'up' | 'down') => void,
): (() => void) => {
  const listening = new AbortController();
  const options = { passive: true, signal: listening.signal };
  let finger = 0;
  scroller.addEventListener(
    'wheel',
    ({ deltaY, ctrlKey }) => {
      // With Control it zooms.
      if (deltaY !== 0 && !ctrlKey) heads(deltaY < 0 ? 'up' : 'down');
    },
    options,
  );
  scroller.addEventListener('touchstart', ({ touches }) => (finger = touches[0]?.clientY ?? 0), options);
  scroller.addEventListener(
    'touchmove',
    ({ touches }) => {
      const y = touches[0]?.clientY ?? finger;
      if (y !== finger) heads(y > finger ? 'up' : 'down');
      finger = y;
    },
    options,
  );
  scroller.addEventListener(
    'keydown',
    (event) => {
      const direction = directionOf(event);
      const scrolls = !(
        event.target instanceof Element && event.target.closest('textarea, input, button, summary')
      );
      if (direction && scrolls) heads(direction);
    },
    options,
  );
  return () => listening.abort();
};

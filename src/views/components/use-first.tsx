import { useSignal } from '@preact/signals';
import { text } from '../i18n/text.ts';

/** How many entries of a list are shown at first, and added by each press of "Show more". */
const STEP = 100;

/** The first entries of a list that may be very long, and the button that shows more of them. */
export const useFirst = <T,>(all: readonly T[]) => {
  const limit = useSignal(STEP);
  const first = all.slice(0, limit.value);
  const more = all.length > limit.value && (
    <button type="button" class="link" onClick={() => (limit.value += STEP)}>
      {text('search_more')}
    </button>
  );
  return { first, more };
};

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { cut } from '../../../model/cut.ts';
import type { Message } from '../../../model/message.ts';
import { formatCount } from '../../i18n/count.ts';
import { text } from '../../i18n/text.ts';

/** The most of a text that is shown before the reader asks for more, in characters: laying out more is slow. */
export const SHOWN_LENGTH = 30_000;
/** The same of a reply that is read while it is written: it is laid out piece by piece, and must not shrink. */
export const SHOWN_STREAM_LENGTH = 200_000;

/**
 * The part of a text that is shown, and the button that shows the rest; `null` where nothing is hidden.
 * `isStreaming`: it is being written. What was shown of it meanwhile stays.
 */
export const useShownPart = (whole: string, isStreaming = false) => {
  const isWhole = useSignal(false);
  const limit = useRef(SHOWN_LENGTH);
  if (isStreaming) limit.current = SHOWN_STREAM_LENGTH;
  if (whole.length <= limit.current || isWhole.value) return { part: whole, more: null };
  const part = cut(whole, limit.current);
  const more = (
    <p class="left-out">
      <button type="button" class="link" onClick={() => (isWhole.value = true)}>
        {text('message_show_all', formatCount(whole.length - part.length))}
      </button>
    </p>
  );
  return { part, more };
};

/** Says what is not stored of a message that was too long. */
export const LeftOutNote = ({ message: { leftOut } }: { message: Message }) => (
  <>
    {leftOut && leftOut.characters > 0 && (
      <p class="left-out">{text('message_left_out', formatCount(leftOut.characters))}</p>
    )}
    {leftOut && leftOut.attachments > 0 && (
      <p class="left-out">{text('attachments_left_out', formatCount(leftOut.attachments))}</p>
    )}
  </>
);

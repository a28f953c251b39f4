import { DownIcon } from '../../components/page-icons.tsx';
import { text } from '../../i18n/text.ts';

interface JumpButtonProps {
  /** How many messages have come since the reader left the bottom. */
  count: number;
  onPress: () => void;
}

/** The button that leads to the newest message. */
export const JumpButton = ({ count, onPress }: JumpButtonProps) => (
  <button
    type="button"
    class="jump"
    aria-label={count > 0 ? text('jump_to_latest_new', count) : text('jump_to_latest')}
    onClick={onPress}
  >
    <DownIcon />
    {count > 0 && <span>{count}</span>}
  </button>
);

import { useEffect, useState } from 'preact/hooks';
import { CheckIcon, CopyIcon } from './icons.tsx';
import { text } from './text.ts';

interface CopyButtonProps {
  name: string;
  /** What goes onto the clipboard, as plain text; a function is called when it is pressed. */
  content: string | (() => string);
  class: string;
  /** Shows the name in place of the icon. */
  inWords?: boolean;
}

/** Copies, and says so for a moment; its name stays what it is. */
export const CopyButton = ({ name, content, class: className, inWords = false }: CopyButtonProps) => {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = (): Promise<void> =>
    navigator.clipboard.writeText(typeof content === 'string' ? content : content()).then(
      () => setOutcome('copied'),
      () => setOutcome('failed'),
    );
  const words = outcome === null ? name : text(outcome === 'copied' ? 'copied' : 'copy_failed');
  return (
    <button type="button" class={className} aria-label={name} title={words} onClick={() => void copy()}>
      {inWords ? words : outcome === 'copied' ? <CheckIcon /> : <CopyIcon />}
    </button>
  );
};

import { useEffect, useState } from 'preact/hooks';
import { text } from '../i18n/text.ts';
import { CheckIcon, CopyIcon } from './icons.tsx';

interface CopyButtonProps {
  name: string;
  /** What goes onto the clipboard, as plain text; a function is called when it is pressed. */
  content: string | (() => string);
  /** The same with its format, as HTML, for programs that can take it. Asked for when the button is pressed. */
  rich?: (button: Element) => Promise<string>;
  class: string;
  /** Shows the name in place of the icon. */
  inWords?: boolean;
}

const PLAIN = 'text/plain';
const RICH = 'text/html';
const blob = (content: string, type: string): Blob => new Blob([content], { type });

/** Both at once, or the text alone where the format is not to be had. */
const write = async (content: string, html: Promise<string> | undefined): Promise<void> => {
  if (!html || !('ClipboardItem' in globalThis)) return navigator.clipboard.writeText(content);
  try {
    // In the same turn as the press: the browser lets nobody else write.
    await navigator.clipboard.write([
      new ClipboardItem({ [PLAIN]: blob(content, PLAIN), [RICH]: html.then((given) => blob(given, RICH)) }),
    ]);
  } catch {
    await navigator.clipboard.writeText(content);
  }
};

/** Copies, and says so for a moment; its name stays what it is. */
export const CopyButton = ({ name, content, rich, class: className, inWords = false }: CopyButtonProps) => {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (button: Element): Promise<void> => {
    try {
      // Nothing is awaited before: the browser lets nobody write later than the press.
      await write(typeof content === 'string' ? content : content(), rich?.(button));
      setOutcome('copied');
    } catch {
      setOutcome('failed');
    }
  };
  const words = outcome === null ? name : text(outcome === 'copied' ? 'copied' : 'copy_failed');
  return (
    <button
      type="button"
      class={className}
      aria-label={name}
      title={words}
      onClick={(event) => void copy(event.currentTarget)}
    >
      {inWords ? words : outcome === 'copied' ? <CheckIcon /> : <CopyIcon />}
    </button>
  );
};

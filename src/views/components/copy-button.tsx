import { useEffect, useState } from 'preact/hooks';
import { text } from '../i18n/text.ts';
import { icon } from './icon.tsx';

const CopyIcon = icon(
  'M7.5 7h8a.5.5 0 0 1 .5.5v8a.5.5 0 0 1-.5.5h-8a.5.5 0 0 1-.5-.5v-8a.5.5 0 0 1 .5-.5zM13 7V4.5a.5.5 0 0 0-.5-.5h-8a.5.5 0 0 0-.5.5v8a.5.5 0 0 0 .5.5H7',
);
const CheckIcon = icon('M4.5 10.5l3.8 3.8 7.5-8.3');

interface CopyButtonProps {
  name: string;
  /** The plain text for the clipboard. A function is called when the button is pressed. */
  content: string | (() => string);
  /** Returns the HTML for the clipboard; called when the button is pressed. */
  rich?: (button: Element) => Promise<string>;
  class: string;
  /** Shows the name instead of the icon. */
  inWords?: boolean;
}

const PLAIN = 'text/plain';
const RICH = 'text/html';
const blob = (content: string, type: string): Blob => new Blob([content], { type });

/** Writes text and HTML to the clipboard, or the text alone where the browser cannot write HTML. */
const write = async (content: string, html: Promise<string> | undefined): Promise<void> => {
  if (!html || !('ClipboardItem' in globalThis)) return navigator.clipboard.writeText(content);
  try {
    // Must be called in the click handler, before any `await`: so it gets the promise of the HTML.
    await navigator.clipboard.write([
      new ClipboardItem({ [PLAIN]: blob(content, PLAIN), [RICH]: html.then((given) => blob(given, RICH)) }),
    ]);
  } catch {
    await navigator.clipboard.writeText(content);
  }
};

/** Copies, and shows for a moment whether that worked. Its accessible name does not change. */
export const CopyButton = ({ name, content, rich, class: className, inWords = false }: CopyButtonProps) => {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (button: Element): Promise<void> => {
    try {
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

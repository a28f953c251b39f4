import { useEffect, useState } from 'preact/hooks';
import { CheckIcon, CopyIcon } from './icons.tsx';
import { text } from './text.ts';

interface CopyButtonProps {
  name: string;
  /** What goes onto the clipboard, as plain text. */
  content: string;
  class: string;
  /** Shows the name in place of the icon. */
  inWords?: boolean;
}

/** Copies, and says so for a moment; its name stays what it is. */
export const CopyButton = ({ name, content, class: className, inWords = false }: CopyButtonProps) => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(content);
    setCopied(true);
  };
  return (
    <button
      type="button"
      class={className}
      aria-label={name}
      title={copied ? text('copied') : name}
      onClick={() => void copy()}
    >
      {inWords ? copied ? text('copied') : name : copied ? <CheckIcon /> : <CopyIcon />}
    </button>
  );
};

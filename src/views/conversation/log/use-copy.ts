import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { recordError } from '../../errors/record-error.ts';

type SelectedWordsModule = typeof import('./selected-words.ts');

/** Copies the words of a selection of messages, without the controls between them. */
export const useCopy = (log: RefObject<HTMLElement | null>): void => {
  useEffect(() => {
    let module: SelectedWordsModule | undefined;
    // It is needed as soon as something is selected: a clipboard is filled before anything can be awaited.
    const load = (): void => {
      import('./selected-words.ts').then((loaded) => {
        module = loaded;
      }, recordError);
    };
    const copy = (event: ClipboardEvent): void => {
      const selection = getSelection();
      const isField = event.target instanceof Element && event.target.matches('input, textarea');
      if (!module || !log.current || !event.clipboardData || isField) return;
      if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
      const words = module.selectedWords(log.current, selection.getRangeAt(0));
      if (!words) return;
      event.clipboardData.setData('text/plain', words.text);
      event.clipboardData.setData('text/html', words.html);
      event.preventDefault();
    };
    document.addEventListener('selectionchange', load, { once: true });
    document.addEventListener('copy', copy);
    return () => {
      document.removeEventListener('selectionchange', load);
      document.removeEventListener('copy', copy);
    };
  }, []);
};

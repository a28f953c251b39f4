import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** The data of a drag, a drop or a paste, where it contains files; else null. */
const withFiles = (transfer: DataTransfer | null): DataTransfer | null =>
  transfer?.types.includes('Files') ? transfer : null;

/**
 * Whether a paste is meant as text: spreadsheets and word processors put a picture of the text beside it. A file
 * manager puts names or addresses of the files there, which are no text that anybody copied.
 */
export const isTextMeant = (text: string, names: readonly string[]): boolean => {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const isName = (line: string): boolean =>
    names.some((name) => line === name || line.endsWith(`/${name}`) || line.endsWith(`/${encodeURI(name)}`));
  return lines.length > 0 && !lines.every(isName);
};

/**
 * Hands files that are dropped on the page or pasted into it to `onFiles`. Where that is undefined, dropped files
 * are ignored: by default, the browser would open them in place of the page. Returns whether files are dragged
 * over the page.
 */
export const useFileDrop = (onFiles: ((files: File[]) => void) | undefined): ReadonlySignal<boolean> => {
  const isDragging = useSignal(false);
  useEffect(() => {
    const onDragOver = (event: DragEvent): void => {
      if (!withFiles(event.dataTransfer)) return;
      event.preventDefault();
      isDragging.value = onFiles !== undefined;
    };
    const onDragLeave = (event: DragEvent): void => {
      // Without a related target the pointer left the page, not an element of it.
      if (event.relatedTarget === null) isDragging.value = false;
    };
    const onDrop = (event: DragEvent): void => {
      isDragging.value = false;
      const transfer = withFiles(event.dataTransfer);
      if (!transfer) return;
      event.preventDefault();
      onFiles?.([...transfer.files]);
    };
    const onPaste = (event: ClipboardEvent): void => {
      const transfer = withFiles(event.clipboardData);
      if (!transfer || !onFiles) return;
      const files = [...transfer.files];
      const names = files.map(({ name }) => name);
      if (isTextMeant(transfer.getData('text/plain'), names)) return;
      event.preventDefault();
      onFiles(files);
    };
    const listeners = new AbortController();
    const { signal } = listeners;
    document.addEventListener('dragover', onDragOver, { signal });
    document.addEventListener('dragleave', onDragLeave, { signal });
    document.addEventListener('drop', onDrop, { signal });
    document.addEventListener('paste', onPaste, { signal });
    return () => listeners.abort();
  });
  return isDragging;
};

import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** The files that a drag, a drop or a paste carries; null where it carries none. */
const filesIn = (transfer: DataTransfer | null): DataTransfer | null =>
  transfer?.types.includes('Files') ? transfer : null;

/**
 * Files that are dropped anywhere on the page, or pasted into it, go to `take`; where nothing can be taken
 * (undefined) they are not opened in its place either. True while files are held over the page.
 */
export const useFiles = (take: ((files: File[]) => void) | undefined): ReadonlySignal<boolean> => {
  const held = useSignal(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!filesIn(event.dataTransfer)) return;
      event.preventDefault();
      held.value = take !== undefined;
    };
    const leave = (event: DragEvent): void => {
      // Into nothing: out of the page, and not from one element to the next.
      if (event.relatedTarget === null) held.value = false;
    };
    const drop = (event: DragEvent): void => {
      held.value = false;
      const transfer = filesIn(event.dataTransfer);
      if (!transfer) return;
      event.preventDefault();
      take?.([...transfer.files]);
    };
    const paste = (event: ClipboardEvent): void => {
      const transfer = filesIn(event.clipboardData);
      if (!transfer || !take) return;
      event.preventDefault();
      take([...transfer.files]);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    document.addEventListener('paste', paste);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
      document.removeEventListener('paste', paste);
    };
  });
  return held;
};

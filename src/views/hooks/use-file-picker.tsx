import type { ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';

interface FilePickerOptions {
  onFiles: (files: File[]) => void;
  multiple?: boolean;
  /** File name extensions and media types, as `accept` of an input has them. */
  accept?: string;
}

/** The browser's file dialog. `input` is hidden and must be rendered; `open` must be called in a click handler. */
export const useFilePicker = ({
  onFiles,
  multiple = false,
  accept,
}: FilePickerOptions): { input: ComponentChild; open: () => void } => {
  const element = useRef<HTMLInputElement>(null);
  const input = (
    <input
      ref={element}
      type="file"
      multiple={multiple}
      accept={accept}
      hidden
      onChange={({ currentTarget }) => {
        onFiles([...(currentTarget.files ?? [])]);
        // Else choosing the same file again would change nothing.
        currentTarget.value = '';
      }}
    />
  );
  return { input, open: () => element.current?.click() };
};

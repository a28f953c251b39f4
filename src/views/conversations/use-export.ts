import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Room } from '../../model/room.ts';
import { errorMessage } from '../errors/error-message.ts';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import type { ExportFormat } from '../transfer/export-room.ts';
import type { Transfer } from '../transfer/transfer-progress.tsx';

/** How many messages are exported so fast that nothing is said meanwhile. */
const SILENT_UP_TO = 5_000;

export interface Export {
  /** Downloads a conversation as a file. */
  exportRoom(room: Room, format: ExportFormat): Promise<void>;
  /** How far the present export is; undefined where there is none, or a short one. */
  progress: ReadonlySignal<Transfer | undefined>;
  /** Ends the present export without a file. */
  stop(): void;
  /** Why the last export failed; empty where it did not. */
  failure: ReadonlySignal<string>;
}

export const useExport = ({ model, platform }: PageProps): Export => {
  const failure = useSignal('');
  const progress = useSignal<Transfer | undefined>(undefined);
  const stop = useRef<AbortController | undefined>(undefined);
  return {
    failure,
    progress,
    stop: () => stop.current?.abort(),
    exportRoom: async (room, format) => {
      const profile = model.profile.peek();
      if (!profile) return;
      failure.value = '';
      stop.current?.abort();
      const present = new AbortController();
      stop.current = present;
      const onProgress = (transfer: Transfer): void => {
        if (stop.current === present && transfer.total > SILENT_UP_TO) progress.value = transfer;
      };
      try {
        const { exportRoom } = await import('../transfer/export-room.ts');
        const options = { onProgress, signal: present.signal };
        await exportRoom(await platform.openReader(), profile, room, format, options);
      } catch (error) {
        failure.value = text('command_storage', errorMessage(error));
      }
      if (stop.current === present) progress.value = undefined;
    },
  };
};

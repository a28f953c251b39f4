import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { Room } from '../../model/room.ts';
import { errorMessage } from '../errors/error-message.ts';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../page/page-props.ts';
import type { ExportFormat } from '../transfer/export-room.ts';

interface Export {
  /** Downloads a conversation as a file. */
  exportRoom(room: Room, format: ExportFormat): Promise<void>;
  /** Why the last export failed; empty where it did not. */
  failure: ReadonlySignal<string>;
}

export const useExport = ({ model, platform }: PageProps): Export => {
  const failure = useSignal('');
  return {
    failure,
    exportRoom: async (room, format) => {
      const profile = model.profile.peek();
      if (!profile) return;
      failure.value = '';
      try {
        const { exportRoom } = await import('../transfer/export-room.ts');
        await exportRoom(await platform.openReader(), profile, room, format);
      } catch (error) {
        failure.value = text('command_storage', errorMessage(error));
      }
    },
  };
};

import { readLastState } from '../platform/last-state.ts';
import type { Platform } from '../platform/platform.ts';
import type { ViewModel } from '../state/view-model.ts';

/** As many as the worker's snapshot has. */
const NEWEST = 50;

/** Shows the stored conversation that was open last, until the worker answers. */
export const showStored = async (model: ViewModel, platform: Platform): Promise<void> => {
  const last = readLastState(platform.storage);
  if (!last) return;
  const { roomId, ...shown } = last;
  const stored = await platform.readConversation?.(shown.profile.id, roomId, NEWEST);
  if (!stored) return;
  model.showEarly({
    ...shown,
    agents: { status: 'unknown', agents: [] },
    rooms: [],
    connection: { type: 'connecting' },
    open: { ...stored, activity: { typing: [] }, composerDisabled: false },
  });
};

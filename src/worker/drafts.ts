import type { RoomId } from '../model/ids.ts';
import type { SavedDraft } from '../model/saved-draft.ts';
import type { Update } from './transaction.ts';

/** What saves a draft. One that was written before the saved one takes no place: neither stored nor shown. */
export const savingDraft = (
  roomId: RoomId,
  draft: SavedDraft,
): Required<Pick<Update, 'writes' | 'changes'>> => {
  const change = { type: 'draft' as const, roomId, ...draft };
  return { writes: [change], changes: [change] };
};

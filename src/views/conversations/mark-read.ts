import type { RoomSummary } from '../../relay/to-view.ts';
import type { ViewModel } from '../state/view-model.ts';

/** Marks all messages of a room as read. */
export const markRead = (model: ViewModel, { room }: RoomSummary): void => {
  void model.execute({ type: 'mark-read', roomId: room.id, order: Number.MAX_SAFE_INTEGER });
};

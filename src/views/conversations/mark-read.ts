import type { RoomSummary } from '../../relay/to-view.ts';
import type { ViewModel } from '../state/view-model.ts';

/** Marks all messages of a room as read. Its newest time counts where our clock is behind the server's. */
export const markRead = (model: ViewModel, { room, at }: RoomSummary): void => {
  void model.execute({ type: 'mark-read', roomId: room.id, at: Math.max(at, Date.now()) });
};

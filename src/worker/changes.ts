import type { Change } from '../chat/change.ts';
import type { RoomId } from '../model/ids.ts';
import type { ViewChange } from '../relay/to-view.ts';
import type { Write } from '../store/store.ts';

/** The writes of a change. */
export const writesOf = (change: Change): Write[] => {
  switch (change.type) {
    case 'put':
      return [{ type: 'message', message: change.message }];
    case 'removed':
      return [{ type: 'remove-message', roomId: change.roomId, id: change.id }];
    case 'cleared':
      return [{ type: 'clear-room', roomId: change.roomId }];
    case 'append':
    case 'activity':
    case 'composer':
      return [];
    default:
      return change satisfies never;
  }
};

/** Whether a change is of a room that is not open. Views show one room; the others they read when they open them. */
export const isElsewhere = (change: ViewChange, open: RoomId | undefined): boolean => {
  switch (change.type) {
    case 'put':
      return change.message.roomId !== open;
    case 'removed':
    case 'cleared':
    case 'append':
    case 'activity':
    case 'composer':
    case 'draft':
    case 'gaps':
      return change.roomId !== open;
    case 'profile':
    case 'servers':
    case 'agents':
    case 'rooms':
    case 'room':
    case 'connection':
    case 'open':
    case 'settings':
    case 'blocked':
    case 'limited':
    case 'storage':
      return false;
    default:
      return change satisfies never;
  }
};

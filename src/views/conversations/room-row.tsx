import type { RoomSummary } from '../../relay/to-view.ts';
import { Menu, type MenuItem } from '../components/menu.tsx';
import { roomTitle } from '../i18n/room-title.ts';
import { text } from '../i18n/text.ts';
import { formatMoment } from '../i18n/time.ts';
import { previewText, unreadText } from './room-words.ts';

interface RoomRowProps {
  summary: RoomSummary;
  isOpen: boolean;
  /** Whether Tab leads to it: to one row of the list. */
  isTabStop: boolean;
  /** The current time (ms since the epoch). */
  now: number;
  menuOf: (summary: RoomSummary) => readonly MenuItem[];
  onOpen: () => void;
}

/** A room in the list: its title, last message and time, unread and waiting messages, and its menu. */
export const RoomRow = ({ summary, isOpen, isTabStop, now, menuOf, onOpen }: RoomRowProps) => {
  const { room, preview, unread, waiting } = summary;
  return (
    <>
      <button
        type="button"
        class="room"
        aria-current={isOpen ? 'true' : undefined}
        tabIndex={isTabStop ? 0 : -1}
        onClick={onOpen}
      >
        <span class="room-title">
          <strong dir="auto">{roomTitle(room)}</strong>
          <time class="room-time">{formatMoment(summary.at, now)}</time>
        </span>
        <span class="room-last">
          <span class="room-preview" dir="auto">
            {previewText(preview) || text('conversation_nothing_yet')}
          </span>
          {waiting > 0 && <span class="room-waiting">{text('conversations_waiting', waiting)}</span>}
          {unread > 0 && (
            <span class="room-unread">
              <span aria-hidden="true">{unreadText(unread)}</span>
              <span class="visually-hidden">{text('conversations_unread', unreadText(unread))}</span>
            </span>
          )}
        </span>
      </button>
      <Menu
        name={text('conversations_more', roomTitle(room))}
        items={menuOf(summary)}
        tabIndex={isTabStop ? 0 : -1}
      />
    </>
  );
};

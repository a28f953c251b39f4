import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { RoomId } from '../../model/ids.ts';
import type { RoomSummary } from '../../relay/to-view.ts';
import type { MenuItem } from '../components/menu.tsx';
import { moveFocus } from '../components/move-focus.ts';
import { useFirst } from '../components/use-first.tsx';
import { PartBoundary } from '../errors/error-boundary.tsx';
import { nowOnDay } from '../i18n/local-day.ts';
import { text } from '../i18n/text.ts';
import { RoomRow } from './room-row.tsx';
import { roomSections } from './room-sections.ts';
import { sectionName } from './room-words.ts';

interface RoomListProps {
  rooms: readonly RoomSummary[];
  openId: RoomId | undefined;
  menuOf: (summary: RoomSummary) => readonly MenuItem[];
  onOpen: (roomId: RoomId) => void;
}

/** The rooms, in sections where there are several. Tab leads to one row of the list, arrow keys to the others. */
export const RoomList = ({ rooms: all, openId, menuOf, onOpen }: RoomListProps) => {
  const { first: rooms, more } = useFirst(all);
  const list = useRef<HTMLUListElement>(null);
  const focused = useSignal<RoomId | undefined>(openId);
  const tabStopId = rooms.find(({ room }) => room.id === focused.value)?.room.id ?? rooms[0]?.room.id;
  const sections = roomSections(rooms);
  const now = nowOnDay();

  const onKeyDown = (event: KeyboardEvent): void => {
    // The menu of a row handles arrow keys itself.
    if (event.target instanceof Element && event.target.closest('[role="menu"]')) return;
    const buttons = list.current?.querySelectorAll<HTMLElement>('.room') ?? [];
    if (moveFocus(event, buttons)) event.preventDefault();
  };
  const rows = (of: readonly RoomSummary[]) =>
    of.map((summary) => {
      const { id } = summary.room;
      return (
        <li
          key={id}
          class="room-row"
          data-room-id={id}
          onFocusCapture={() => {
            focused.value = id;
          }}
        >
          <PartBoundary>
            <RoomRow
              summary={summary}
              isOpen={id === openId}
              isTabStop={id === tabStopId}
              now={now}
              menuOf={menuOf}
              onOpen={() => onOpen(id)}
            />
          </PartBoundary>
        </li>
      );
    });
  return (
    <>
      <ul class="rooms" aria-label={text('conversations_heading')} ref={list} onKeyDown={onKeyDown}>
        {sections.length < 2
          ? rows(rooms)
          : sections.map((section) => {
              const name = sectionName(section);
              return (
                <li class="room-section" key={`${section.kind} ${section.rooms[0]?.room.agentId}`}>
                  <h2>{name}</h2>
                  <ul aria-label={name}>{rows(section.rooms)}</ul>
                </li>
              );
            })}
      </ul>
      {more}
    </>
  );
};

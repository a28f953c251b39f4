import type { ViewModel } from '../state/view-model.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** Opens the conversation above or below in the list on Alt+ArrowUp and Alt+ArrowDown. */
export const listenForRoomShortcuts = (model: ViewModel): void => {
  document.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    const openId = model.conversation.peek()?.room.peek().id;
    const isShortcut = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (step === undefined || openId === undefined || !isShortcut || event.isComposing) return;
    const rooms = model.rooms.peek();
    const next = rooms[rooms.findIndex(({ room }) => room.id === openId) + step];
    event.preventDefault();
    if (next) void model.execute({ type: 'open-room', roomId: next.room.id });
  });
};

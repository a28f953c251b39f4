import type { RoomId } from '../../model/ids.ts';
import type { ViewModel } from '../model.ts';
import { PageFrame } from '../page.tsx';
import { text } from '../text.ts';
import { formatMoment } from '../time.ts';

/** The conversations of the server, the newest first as the worker hands them over. */
export const ConversationsPage = ({ model, onBack }: { model: ViewModel; onBack: () => void }) => {
  const rooms = model.rooms.value;
  const openId = model.conversation.value?.room.value.id;
  const open = async (roomId: RoomId): Promise<void> => {
    if (roomId !== openId) await model.ask({ type: 'open-room', roomId });
    onBack();
  };
  const allAgents = async (): Promise<void> => {
    await model.ask({ type: 'close-room' });
    onBack();
  };
  const now = Date.now();
  return (
    <PageFrame heading={text('conversations_heading')} onBack={onBack}>
      {rooms.length === 0 ? (
        <p class="quiet">{text('conversations_none')}</p>
      ) : (
        <ul class="rooms" aria-label={text('conversations_heading')}>
          {rooms.map(({ room, preview, at }) => (
            <li key={room.id}>
              <button
                type="button"
                class="room"
                aria-current={room.id === openId ? 'true' : undefined}
                onClick={() => void open(room.id)}
              >
                <span class="room-title">
                  <strong>{room.title}</strong>
                  <time class="room-time">{formatMoment(at, now)}</time>
                </span>
                <span class="room-preview">{preview || text('conversation_nothing_yet')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="page-links">
        <button type="button" class="link" onClick={() => void allAgents()}>
          {text('all_agents')}
        </button>
        <button type="button" class="link" onClick={() => void model.ask({ type: 'leave-server' })}>
          {text('change_server')}
        </button>
      </div>
    </PageFrame>
  );
};

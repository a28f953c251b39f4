import { useEffect, useMemo } from 'preact/hooks';
import type { RoomId } from '../../../model/ids.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { createTypingNotifier, type TypingNotifier } from './typing-notifier.ts';

/** Notifies the others in the room of the user's typing, where the server relays that. */
export const useTyping = (model: ViewModel, roomId: RoomId): TypingNotifier => {
  const notifier = useMemo(
    () =>
      createTypingNotifier((isTyping) => {
        if (model.profile.peek()?.capabilities.relaysTyping)
          void model.execute({ type: 'typing', roomId, isTyping });
      }),
    [],
  );
  useEffect(() => {
    const { typingEnded } = notifier;
    addEventListener('pagehide', typingEnded);
    return () => {
      removeEventListener('pagehide', typingEnded);
      typingEnded();
    };
  }, []);
  return notifier;
};

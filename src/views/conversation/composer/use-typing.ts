import { useEffect, useRef } from 'preact/hooks';
import type { ViewModel } from '../../state/view-model.ts';
import { createTypist, type Typist } from './typing-notifier.ts';

/** Tells the others in the room who types: where the server relays it, which is the document's alone. */
export const useTyping = (model: ViewModel, roomId: Parameters<ViewModel['saveDraft']>[0]): Typist => {
  const typist = useRef<Typist | undefined>(undefined);
  typist.current ??= createTypist((isTyping) => {
    if (model.profile.peek()?.dialect === 'document') void model.ask({ type: 'typing', roomId, isTyping });
  });
  const { ended } = typist.current;
  useEffect(() => {
    addEventListener('pagehide', ended);
    return () => {
      removeEventListener('pagehide', ended);
      ended();
    };
  }, []);
  return typist.current;
};

import { useEffect, useRef } from 'preact/hooks';
import type { ViewModel } from '../model.ts';
import { createTypist, type Typist } from './typist.ts';

/** Tells the others in the room that the user is typing, where the server relays that. */
export const useTyping = (model: ViewModel, roomId: Parameters<ViewModel['saveDraft']>[0]): Typist => {
  const typist = useRef<Typist | undefined>(undefined);
  typist.current ??= createTypist((isTyping) => {
    if (model.profile.peek()?.capabilities.relaysTyping) void model.ask({ type: 'typing', roomId, isTyping });
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

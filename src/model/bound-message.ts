import { cut } from './cut.ts';
import type { Message } from './message.ts';
import { LIMITS, MOST, shorten } from './shorten.ts';

/** A message within the bounds of what is kept of a message. */
export const boundMessage = (message: Message): Message => {
  const text = cut(message.text, LIMITS.text);
  const characters = message.text.length - text.length;
  const attachments = message.attachments.slice(0, MOST.attachments);
  const others = message.attachments.length - attachments.length;
  const { leftOut = { characters: 0, attachments: 0 } } = message;
  const isWhole = characters === 0 && others === 0;
  const bound: Message = isWhole
    ? message
    : {
        ...message,
        text,
        attachments,
        leftOut: {
          characters: leftOut.characters + characters,
          attachments: leftOut.attachments + others,
        },
      };
  if (bound.type === 'own') return bound;
  const { thought, actions } = bound;
  return {
    ...bound,
    ...(thought !== undefined && { thought: shorten(thought, LIMITS.thought) }),
    actions: actions.slice(0, MOST.actions + 1).map((action) => shorten(action, LIMITS.name)),
  };
};

import type { Port } from './port.ts';

/**
 * A port that keeps what comes until somebody listens. The browser delivers to a port at once, also while
 * the worker is still reading what it needs to answer.
 */
export const holdPort = (port: Port): Port => {
  const held: unknown[] = [];
  let gone = false;
  let listener: ((message: unknown) => void) | undefined;
  port.onMessage.addListener((message) => {
    if (listener) listener(message);
    else held.push(message);
  });
  port.onDisconnect.addListener(() => {
    gone = true;
  });
  return {
    postMessage: (message) => {
      if (!gone) port.postMessage(message);
    },
    disconnect: () => port.disconnect(),
    onMessage: {
      addListener: (next) => {
        listener = next;
        for (const message of held.splice(0)) next(message);
      },
    },
    onDisconnect: {
      addListener: (next) => {
        if (gone) next();
        else port.onDisconnect.addListener(next);
      },
    },
  };
};

import type { Port } from './port.ts';

/**
 * Wraps a port so that messages wait for its first listener. The browser delivers messages while the worker is
 * still starting.
 */
export const holdPort = (port: Port): Port => {
  const held: unknown[] = [];
  let isDisconnected = false;
  let listener: ((message: unknown) => void) | undefined;
  port.onMessage.addListener((message) => {
    if (listener) listener(message);
    else held.push(message);
  });
  port.onDisconnect.addListener(() => {
    isDisconnected = true;
  });
  return {
    postMessage: (message) => {
      if (!isDisconnected) port.postMessage(message);
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
        if (isDisconnected) next();
        else port.onDisconnect.addListener(next);
      },
    },
  };
};

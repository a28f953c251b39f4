import { setTimeout as delay } from 'node:timers/promises';
import { type CDPSession, ProtocolError } from 'puppeteer-core';

const BETWEEN_DOCUMENTS_MS = 20;

/** Whether something failed because the page, the worker or the browser is gone. */
export const isTargetGone = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TargetCloseError' || /given id not found|detached Frame/.test(error.message));

/** For what failed because a document, or a node in it, went away (a reload): it may be done again. */
export const surviveDocument = async (error: unknown): Promise<undefined> => {
  const isContextGone = error instanceof Error && error.message.includes('Execution context was destroyed');
  if (isTargetGone(error) || !(error instanceof ProtocolError || isContextGone)) throw error;
  await delay(BETWEEN_DOCUMENTS_MS);
};

export const describeException = (details: {
  text: string;
  exception?: { description?: string; value?: unknown };
}): string => details.exception?.description ?? String(details.exception?.value ?? details.text);

/** Runs a function on an object of the protocol (its id), and throws what it throws. */
export const callOn = async <Args extends readonly unknown[], T>(
  cdp: CDPSession,
  objectId: string | undefined,
  fn: (element: HTMLElement, ...args: Args) => T | Promise<T>,
  ...args: Args
): Promise<T> => {
  const { result, exceptionDetails } = await cdp.send('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration: `function (...args) { return (${fn})(this, ...args); }`,
    arguments: args.map((value) => ({ value })),
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(describeException(exceptionDetails));
  return result.value as T;
};

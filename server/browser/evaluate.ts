import type { CdpSession } from './cdp.ts';

/** A function that runs in the page: it sees the page's globals and its JSON arguments, nothing else. */
export type PageFunction<Args extends readonly unknown[], T> = (...args: Args) => T | Promise<T>;

/** The source of a call. `__name` is what esbuild wraps nested functions in, and is not there in a page. */
export const callSource = (fn: string, args: readonly unknown[]): string =>
  `(() => { const __name = (f) => f; return (${fn})(${args.map((arg) => JSON.stringify(arg) ?? 'undefined').join(',')}); })()`;

/** What was thrown, in words. */
export const describeException = (details: {
  text: string;
  exception?: { description?: string; value?: unknown };
}): string => details.exception?.description ?? String(details.exception?.value ?? details.text);

/** Runs a function in a page or a worker. What it throws is thrown here. */
export const evaluateIn = async <Args extends readonly unknown[], T>(
  cdp: CdpSession,
  fn: PageFunction<Args, T>,
  args: Args,
  userGesture = false,
): Promise<T> => {
  const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', {
    expression: callSource(String(fn), args),
    awaitPromise: true,
    returnByValue: true,
    userGesture,
  });
  if (exceptionDetails) throw new Error(describeException(exceptionDetails));
  return result.value as T;
};

import type { Readable, Writable } from 'node:stream';
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping.js';

type Commands = ProtocolMapping.Commands;
type Events = ProtocolMapping.Events;

/** The target went away, or the browser did, before the command was answered. */
export class TargetGoneError extends Error {
  override name = 'TargetGoneError';
}

/** The browser refused a command; `message` has the method and the browser's words. */
export class CdpError extends Error {
  override name = 'CdpError';
}

/** One end of the Chrome DevTools Protocol: the browser itself, or a target that was attached to. */
export interface CdpSession {
  /** Rejects with `CdpError` when refused and with `TargetGoneError` when the other end has gone. */
  send<M extends keyof Commands>(
    method: M,
    ...params: Commands[M]['paramsType']
  ): Promise<Commands[M]['returnType']>;
  /** Returns the function that takes the listener off again. */
  on<E extends keyof Events>(event: E, listener: (payload: Events[E][0]) => void): () => void;
  /** Resolves when the target or the browser has gone. */
  readonly gone: Promise<void>;
  readonly isGone: boolean;
}

/** A target that was attached to. */
export interface AttachedSession extends CdpSession {
  /** Lets go of the target, which goes on without us. */
  detach(): Promise<void>;
}

export interface Cdp extends CdpSession {
  attach(targetId: string): Promise<AttachedSession>;
}

interface Pending {
  method: string;
  sessionId: string | undefined;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Frame {
  id?: number;
  method?: string;
  params?: unknown;
  sessionId?: string;
  result?: unknown;
  error?: { message: string };
}

/**
 * The protocol over the pipe of `--remote-debugging-pipe`: JSON frames that end with a zero byte.
 * A pipe, not a port: nobody else can connect to it, `Extensions.loadUnpacked` is served on it, and the
 * browser ends by itself when this end closes.
 */
export const openCdp = (fromBrowser: Readable, toBrowser: Writable): Cdp => {
  let lastId = 0;
  let buffered: Buffer[] = [];
  const pending = new Map<number, Pending>();
  const sessions = new Map<string | undefined, ReturnType<typeof createSession>>();

  const createSession = (sessionId: string | undefined) => {
    const listeners = new Map<string, Set<(payload: never) => void>>();
    let isGone = false;
    let resolveGone = (): void => {};
    const gone = new Promise<void>((resolve) => {
      resolveGone = resolve;
    });
    const session: CdpSession = {
      send: (method, ...[params]) =>
        new Promise((resolve, reject) => {
          if (isGone) return reject(new TargetGoneError(`${method}: the target has gone`));
          lastId += 1;
          pending.set(lastId, { method, sessionId, resolve, reject });
          toBrowser.write(`${JSON.stringify({ id: lastId, method, params, sessionId })}\0`);
        }),
      on: (event, listener) => {
        const set = listeners.get(event) ?? new Set();
        listeners.set(event, set.add(listener));
        return () => void set.delete(listener);
      },
      gone,
      get isGone() {
        return isGone;
      },
    };
    const end = (): void => {
      isGone = true;
      for (const [id, command] of pending) {
        if (command.sessionId !== sessionId) continue;
        pending.delete(id);
        command.reject(new TargetGoneError(`${command.method}: the target has gone`));
      }
      resolveGone();
    };
    const dispatch = (event: string, payload: unknown): void => {
      for (const listener of [...(listeners.get(event) ?? [])]) listener(payload as never);
    };
    return { session, end, dispatch };
  };

  const root = createSession(undefined);
  sessions.set(undefined, root);

  const receive = (frame: Frame): void => {
    if (frame.id === undefined) {
      if (frame.method) sessions.get(frame.sessionId)?.dispatch(frame.method, frame.params);
      return;
    }
    const command = pending.get(frame.id);
    pending.delete(frame.id);
    if (frame.error === undefined) command?.resolve(frame.result);
    else if (/session with given id not found/i.test(frame.error.message))
      command?.reject(new TargetGoneError(`${command.method}: the target has gone`));
    else command?.reject(new CdpError(`${command.method}: ${frame.error.message}`));
  };

  fromBrowser.on('data', (data: Buffer) => {
    let rest = data;
    for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
      const text = Buffer.concat([...buffered, rest.subarray(0, end)]).toString('utf8');
      buffered = [];
      rest = rest.subarray(end + 1);
      receive(JSON.parse(text));
    }
    if (rest.length > 0) buffered.push(rest);
  });
  const endAll = (): void => {
    for (const session of sessions.values()) session.end();
    sessions.clear();
  };
  fromBrowser.on('close', endAll);
  fromBrowser.on('error', endAll);
  toBrowser.on('error', endAll);

  root.session.on('Target.detachedFromTarget', ({ sessionId }) => {
    sessions.get(sessionId)?.end();
    sessions.delete(sessionId);
  });

  return Object.assign(root.session, {
    attach: async (targetId: string) => {
      const { sessionId } = await root.session.send('Target.attachToTarget', { targetId, flatten: true });
      const attached = createSession(sessionId);
      sessions.set(sessionId, attached);
      return Object.assign(attached.session, {
        detach: () => root.session.send('Target.detachFromTarget', { sessionId }),
      });
    },
  });
};

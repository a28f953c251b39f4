import { Fetch } from 'engine.io-client';
import { readText, TOO_LONG } from './read-pieces.ts';

/**
 * engine.io-client's long polling by `fetch`, which follows no redirect: its requests carry the key and messages,
 * which no other server may get.
 */
export class NoRedirectPolling extends Fetch {
  override doPoll(): void {
    this.ask('read', { method: 'GET' }, async (response) => {
      const text = await readText(response);
      if (text === undefined) this.onError('fetch read error', TOO_LONG);
      else this.onData(text);
    });
  }

  override doWrite(data: string, callback: () => void): void {
    this.ask('write', { method: 'POST', body: data }, callback);
  }

  private ask(doing: string, init: RequestInit, then: (response: Response) => void): void {
    fetch(this.uri(), { ...init, credentials: 'omit', redirect: 'error' })
      .then((response) =>
        response.ok ? then(response) : this.onError(`fetch ${doing} error`, response.status),
      )
      .catch((error: unknown) => this.onError(`fetch ${doing} error`, error));
  }
}

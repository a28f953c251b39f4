import { Fetch } from 'engine.io-client';

/**
 * Long polling by `fetch` that follows no redirect: the key is in its first packet and messages are in others, and they
 * are for the named server alone. Otherwise the same as engine.io-client's class.
 */
export class NoRedirectPolling extends Fetch {
  override doPoll(): void {
    this.ask('read', { method: 'GET' }, async (response) => this.onData(await response.text()));
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

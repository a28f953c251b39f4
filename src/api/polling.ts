import { Fetch } from 'engine.io-client';

/**
 * Long polling that is not led elsewhere: the key goes with its first packet, messages with others, and to the
 * server that was named alone. Otherwise as engine.io-client's own, which follows redirects.
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

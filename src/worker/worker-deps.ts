import type { Fetch } from '../api/request.ts';
import type { Port } from '../relay/port.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Store } from '../store/store.ts';
import type { OpenTransport } from '../transport/transport.ts';
import type { Chance, Clock } from './clock.ts';

/** All that the worker needs of the world. */
export interface WorkerDeps {
  /** Opens the store; `onFault` hears when it has to go on in memory. */
  openStore: (onFault: (words: string) => void, onUnreadable: (reason: string) => void) => Promise<Store>;
  settingsStore: SettingsStore;
  /** Opens a socket, over the transport that the route names. */
  openSocket: OpenTransport;
  fetch: Fetch;
  clock: Clock;
  chance: Chance;
  online: boolean;
  /** An extension API call, which keeps the worker alive for another 30 s. */
  keepAwake: () => void;
  /** Counts this start of the worker: how many there were since the browser's. */
  countStart: () => Promise<number>;
  /** Whether there is a reason to be woken by the alarm. */
  onWanted: (wanted: boolean) => void;
  /** Sets the text on the extension's icon. */
  setBadge: (text: string) => void;
}

export interface Worker {
  accept(port: Port): void;
  /** The alarm: whatever should be going on and is not, goes on. */
  wake(): void;
  networkChanged(online: boolean): void;
  /** The user let the browser read from a site, or no longer lets it. */
  permissionsChanged(): void;
  /** Ends the connection, and all timers that belong to it. */
  stop(): void;
}

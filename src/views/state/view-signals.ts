import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { DEFAULT_SETTINGS } from '../../model/settings.ts';
import type { ViewState } from '../../relay/to-view.ts';
import { catchErrors } from '../errors/record-error.ts';

/** The fields of the worker's snapshot that are shown as they are; `open` becomes the conversation. */
type PlainState = Omit<ViewState, 'open'>;
type Key = keyof PlainState;

export type ViewSignals = { readonly [K in keyof Required<PlainState>]: Signal<PlainState[K]> };
export type ReadonlyViewSignals = {
  readonly [K in keyof Required<PlainState>]: ReadonlySignal<PlainState[K]>;
};

/** A signal for each field of the snapshot, with its value before the first one. */
export const createViewSignals = (): ViewSignals => ({
  profile: signal(null),
  servers: signal([]),
  agents: signal({ status: 'unknown', agents: [] }),
  rooms: signal([]),
  connection: signal({ type: 'idle' }),
  settings: signal(DEFAULT_SETTINGS),
  closedRoomTitle: signal(),
  blocked: signal(),
  limitedUntil: signal(),
  storageFault: signal(),
});

const setSignal = <K extends Key>(signals: ViewSignals, key: K, state: PlainState): void => {
  signals[key].value = state[key];
};

/** Sets all signals from a snapshot. Records what a field throws, and goes on with the next. */
export const setViewSignals = (signals: ViewSignals, state: PlainState): void => {
  for (const key of Object.keys(signals) as Key[]) catchErrors(() => setSignal(signals, key, state));
};

import { type Signal, useSignal } from '@preact/signals';
import type { CommandFailure } from '../../relay/to-view.ts';
import type { ViewModel } from '../state/view-model.ts';

/** The fields of the form, and what came of the last attempt. */
export interface ConnectState {
  address: Signal<string>;
  key: Signal<string>;
  token: Signal<string>;
  /** Whether the fields for the secrets are shown. */
  moreOptions: Signal<boolean>;
  connecting: Signal<boolean>;
  failure: Signal<CommandFailure | null>;
  connect(): Promise<void>;
}

/** Probes the server at the address; the worker makes it the one in use where it answers. */
export const useConnect = (
  model: ViewModel,
  initialAddress: string,
  onConnected: (() => void) | undefined,
): ConnectState => {
  const address = useSignal(initialAddress);
  const key = useSignal('');
  const token = useSignal('');
  const moreOptions = useSignal(false);
  const connecting = useSignal(false);
  const failure = useSignal<CommandFailure | null>(null);

  const connect = async (): Promise<void> => {
    if (connecting.value) return;
    connecting.value = true;
    failure.value = null;
    const result = await model.execute({
      type: 'probe',
      address: address.value.trim(),
      ...(key.value.trim() && { key: key.value.trim() }),
      ...(token.value.trim() && { token: token.value.trim() }),
    });
    connecting.value = false;
    if (result.ok) {
      onConnected?.();
      return;
    }
    failure.value = result.failure;
    if (result.failure.type === 'wants-key') moreOptions.value = true;
  };
  return { address, key, token, moreOptions, connecting, failure, connect };
};

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ServerEntry } from '../../relay/to-view.ts';
import { serverName } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';

interface RemoveServerProps {
  server: ServerEntry;
  onRemove: () => void;
}

/** Says what will be deleted, and asks for confirmation. */
const Confirmation = ({ server, onRemove, onCancel }: RemoveServerProps & { onCancel: () => void }) => {
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  return (
    <div class="failure" role="alertdialog" aria-label={text('remove_server_ask', serverName(server))}>
      <strong>{text('remove_server_ask', serverName(server))}</strong>
      <p>{text('remove_server_what')}</p>
      {!!server.waiting && <p>{text('remove_server_waiting', server.waiting)}</p>}
      <div class="page-links">
        <button type="button" class="button" onClick={onRemove}>
          {text('remove_server_yes')}
        </button>
        <button type="button" class="button" ref={cancel} onClick={onCancel}>
          {text('cancel')}
        </button>
      </div>
    </div>
  );
};

export const RemoveServer = ({ server, onRemove }: RemoveServerProps) => {
  const isConfirming = useSignal(false);
  return isConfirming.value ? (
    <Confirmation server={server} onRemove={onRemove} onCancel={() => (isConfirming.value = false)} />
  ) : (
    <button type="button" class="link danger" onClick={() => (isConfirming.value = true)}>
      {text('remove_server')}
    </button>
  );
};

import { useRef } from 'preact/hooks';
import { hostOf } from '../host.ts';
import type { ViewModel } from '../model.ts';
import { text } from '../text.ts';
import { useNow } from '../use-now.ts';
import { bannerWords, connectionWord } from './connection-words.ts';

export const ConnectionStatus = ({ model }: { model: ViewModel }) => {
  const connection = model.connection.value;
  const address = model.profile.value?.address;
  return (
    <p class="connection" role="status" aria-label={text('connection_label')} data-state={connection.state}>
      {connectionWord(connection)}
      {address && ` · ${hostOf(address)}`}
    </p>
  );
};

/** A line under the header for as long as there is no connection: why, until when, and what to press. */
export const ConnectionBanner = ({ model }: { model: ViewModel }) => {
  const connection = model.connection.value;
  const lost = useRef(false);
  if (connection.state !== 'connecting') lost.current = connection.state !== 'connected';
  const now = useNow(1000, connection.state === 'waiting');
  const words = bannerWords(connection, lost.current, now);
  if (!words) return null;
  const { what, detail, action } = words;
  return (
    <div class="banner" data-state={connection.state}>
      <p>
        <strong>{what}</strong> {detail}
      </p>
      {action && (
        <button type="button" class="link" onClick={() => void model.ask(action.ask)}>
          {action.name}
        </button>
      )}
    </div>
  );
};

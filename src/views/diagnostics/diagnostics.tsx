import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { AskResult } from '../../relay/to-view.ts';
import { askFailureWords } from '../ask-failure.ts';
import { connectionWord } from '../conversation/connection-words.ts';
import { RefreshIcon } from '../icons.tsx';
import type { ViewModel } from '../model.ts';
import { PageFrame } from '../page.tsx';
import { text } from '../text.ts';
import { Counts, Log } from './report.tsx';

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

const Facts = ({ model }: { model: ViewModel }) => {
  const profile = model.profile.value;
  const connection = model.connection.value;
  const room = model.conversation.value?.room.value;
  const none = text('none');
  return (
    <dl class="facts">
      <Fact name={text('server_address')}>{profile?.address ?? none}</Fact>
      <Fact name={text('server_version')}>{profile?.version ?? text('unknown')}</Fact>
      <Fact name={text('dialect')}>{profile?.dialect ?? none}</Fact>
      <Fact name={text('connection_label')}>
        {connectionWord(connection)}
        {connection.state === 'connected' && ` (${connection.transport})`}
        {connection.state === 'refused' && ` (${connection.error})`}
      </Fact>
      <Fact name={text('room_id')}>{room?.id ?? none}</Fact>
      <Fact name={text('entity_id')}>{room?.entityId ?? profile?.entityId ?? none}</Fact>
    </dl>
  );
};

/** What is so right now, and what has happened: for those who want to know why something does not work. */
export const DiagnosticsPage = ({ model, onBack }: { model: ViewModel; onBack: () => void }) => {
  const result = useSignal<AskResult | null>(null);
  const refresh = async (): Promise<void> => {
    result.value = await model.ask({ type: 'diagnose' });
  };
  useEffect(() => void refresh(), []);

  const report = result.value?.ok ? result.value.report : undefined;
  const action = (
    <button
      type="button"
      class="icon-button"
      aria-label={text('refresh')}
      title={text('refresh')}
      onClick={() => void refresh()}
    >
      <RefreshIcon />
    </button>
  );
  return (
    <PageFrame heading={text('diagnostics_heading')} onBack={onBack} action={action}>
      <Facts model={model} />
      {result.value?.ok === false && (
        <p class="failure" role="alert">
          {askFailureWords(result.value.failure)}
        </p>
      )}
      {report && (
        <>
          <Counts
            heading={text('undecoded_heading')}
            counts={report.undecoded.map(({ reason, count }) => ({ name: reason, count }))}
          />
          <Counts
            heading={text('foreign_heading')}
            counts={report.foreignRooms.map(({ roomId, count }) => ({ name: roomId, count }))}
          />
          <Log entries={report.log} startedAt={report.workerStartedAt} />
        </>
      )}
    </PageFrame>
  );
};

import { useSignal } from '@preact/signals';
import type { EntityId } from '../../model/ids.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { CommandFailure } from '../../relay/to-view.ts';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { serverName } from '../i18n/server-name.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';

/** The user's entity ID and name at the server in use. */
export const ServerSettings = ({ model, profile }: { model: ViewModel; profile: ServerProfile }) => {
  const entityId = useSignal<string>(profile.entityId);
  const userName = useSignal(profile.userName);
  const outcome = useSignal<CommandFailure | 'saved' | null>(null);
  const changed = entityId.value.trim() !== profile.entityId || userName.value.trim() !== profile.userName;
  const complete = entityId.value.trim() !== '' && userName.value.trim() !== '';

  const save = async (): Promise<void> => {
    const result = await model.execute({
      type: 'change-identity',
      entityId: entityId.value.trim() as EntityId,
      userName: userName.value.trim(),
    });
    outcome.value = result.ok ? 'saved' : result.failure;
  };

  return (
    <section class="settings-server">
      <h2>{text('server_heading', serverName(profile))}</h2>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && complete) void save();
        }}
      >
        <Field label={text('entity_id')} hint={text('entity_id_hint')} value={entityId} />
        <Field label={text('your_name')} value={userName} />
        {outcome.value !== null && outcome.value !== 'saved' && <Failure failure={outcome.value} />}
        <div class="page-links">
          <button type="submit" class="button" disabled={!changed || !complete}>
            {text('save')}
          </button>
          <p class="quiet" role="status" aria-label={text('saved_label')}>
            {outcome.value === 'saved' && !changed ? text('saved') : ''}
          </p>
        </div>
      </form>
      <button type="button" class="link" onClick={() => void model.execute({ type: 'leave-server' })}>
        {text('change_server')}
      </button>
      <p class="hint">{text('change_server_hint')}</p>
    </section>
  );
};

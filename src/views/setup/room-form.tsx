import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { EntityId, RoomId } from '../../model/ids.ts';
import type { ServerProfile } from '../../model/server.ts';
import type { CommandFailure } from '../../relay/to-view.ts';
import { Failure } from '../components/failure.tsx';
import { Field } from '../components/field.tsx';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';

/** Joins a room by its ID, with an entity ID and a name: the configuration of the Messaging page of ElizaOS. */
export const RoomForm = ({ model, profile }: { model: ViewModel; profile: ServerProfile }) => {
  const roomId = useSignal('');
  const entityId = useSignal<string>(profile.entityId);
  const userName = useSignal(profile.userName);
  const failure = useSignal<CommandFailure | null>(null);
  const firstField = useRef<HTMLInputElement>(null);

  useEffect(() => firstField.current?.focus(), []);

  const join = async (): Promise<void> => {
    failure.value = null;
    const result = await model.execute({
      type: 'join-room',
      roomId: roomId.value.trim() as RoomId,
      entityId: entityId.value.trim() as EntityId,
      userName: userName.value.trim(),
    });
    if (!result.ok) failure.value = result.failure;
  };

  const complete = [roomId, entityId, userName].every((field) => field.value.trim() !== '');
  const field = failure.value?.type === 'invalid' ? failure.value.field : undefined;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) void join();
      }}
    >
      <Field label={text('room_id')} value={roomId} inputRef={firstField} invalid={field === 'roomId'} />
      <Field
        label={text('entity_id')}
        hint={text('entity_id_hint')}
        value={entityId}
        invalid={field === 'entityId'}
      />
      <Field label={text('your_name')} value={userName} invalid={field === 'userName'} />
      {failure.value && <Failure failure={failure.value} />}
      <button type="submit" class="button primary" disabled={!complete}>
        {text('join_room')}
      </button>
    </form>
  );
};

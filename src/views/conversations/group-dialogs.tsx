import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AgentId } from '../../model/ids.ts';
import type { CommandResult, RoomSummary } from '../../relay/to-view.ts';
import { Dialog } from '../components/dialog.tsx';
import { Field } from '../components/field.tsx';
import { useFirst } from '../components/use-first.tsx';
import { roomTitle } from '../i18n/room-title.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';

/** The fewest agents of a group. */
const MIN_AGENTS = 2;

interface ChooseAgentsProps {
  model: ViewModel;
  chosen: ReadonlySet<AgentId>;
  onChoose: (chosen: ReadonlySet<AgentId>) => void;
}

/** A checkbox for each agent of the server. One that is not active can be removed, but not added. */
const ChooseAgents = ({ model, chosen, onChoose }: ChooseAgentsProps) => {
  useEffect(() => {
    if (model.agents.value.status !== 'ready') void model.execute({ type: 'refresh-agents' });
  }, []);
  const { first, more } = useFirst(model.agents.value.agents);
  const toggle = (id: AgentId, isIn: boolean): void => {
    const next = new Set(chosen);
    if (isIn) next.add(id);
    else next.delete(id);
    onChoose(next);
  };
  return (
    <fieldset class="agents-choice">
      <legend>{text('agents_heading')}</legend>
      {first.map(({ id, name, active }) => (
        <label class="choice" key={id}>
          <input
            type="checkbox"
            checked={chosen.has(id)}
            disabled={!active && !chosen.has(id)}
            onChange={(event) => toggle(id, event.currentTarget.checked)}
          />
          {name}
          {!active && <span class="quiet">{text('agent_inactive')}</span>}
        </label>
      ))}
      {more}
    </fieldset>
  );
};

export const NewGroupDialog = ({ model, onClose }: { model: ViewModel; onClose: () => void }) => {
  const name = useSignal('');
  const chosen = useSignal<ReadonlySet<AgentId>>(new Set());
  const agents = model.agents.value.agents.filter(({ id }) => chosen.value.has(id));
  const title = name.value.trim() || agents.map((agent) => agent.name).join(', ');
  return (
    <Dialog
      heading={text('group_new')}
      action={text('group_create')}
      disabled={agents.length < MIN_AGENTS}
      onSubmit={() => model.execute({ type: 'new-group', name: title, agentIds: agents.map(({ id }) => id) })}
      onClose={onClose}
    >
      <ChooseAgents model={model} chosen={chosen.value} onChoose={(next) => (chosen.value = next)} />
      <Field label={text('group_name')} value={name} hint={text('group_hint')} />
    </Dialog>
  );
};

interface GroupAgentsProps {
  model: ViewModel;
  summary: RoomSummary;
  onClose: () => void;
}

export const GroupAgentsDialog = ({ model, summary: { room }, onClose }: GroupAgentsProps) => {
  const before = new Set((room.agents ?? []).map(({ id }) => id));
  const chosen = useSignal<ReadonlySet<AgentId>>(before);
  /** Makes one change after the other. Those before a failed one stay made. */
  const changeAgents = async (): Promise<CommandResult> => {
    const wanted = chosen.value;
    for (const agentId of new Set([...before, ...wanted])) {
      const member = wanted.has(agentId);
      if (member === before.has(agentId)) continue;
      const result = await model.execute({ type: 'change-agent', roomId: room.id, agentId, member });
      if (!result.ok) return result;
    }
    return { ok: true };
  };
  return (
    <Dialog
      heading={text('group_agents_heading', roomTitle(room))}
      action={text('save')}
      disabled={chosen.value.size === 0}
      onSubmit={changeAgents}
      onClose={onClose}
    >
      <ChooseAgents model={model} chosen={chosen.value} onChoose={(next) => (chosen.value = next)} />
    </Dialog>
  );
};

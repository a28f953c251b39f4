import type { ComponentType } from 'preact';
import { ListIcon, PanelIcon, PlusIcon, PulseIcon, SettingsIcon } from '../components/icons.tsx';
import { text } from '../i18n/text.ts';
import type { PageProps } from '../mount.tsx';

/** Where a view may be: at the heart of the matter, or at a page beside it. */
export type Place = 'main' | 'conversations' | 'search' | 'settings' | 'diagnostics';

interface ToolProps {
  name: string;
  icon: ComponentType;
  disabled?: boolean;
  /** What stands beside it, in words; shown as a dot. */
  news?: string | undefined;
  onClick: () => void;
}

const Tool = ({ name, icon: Icon, disabled = false, news, onClick }: ToolProps) => (
  <button
    type="button"
    class="icon-button"
    aria-label={name}
    title={news ? `${name}: ${news}` : name}
    aria-description={news}
    disabled={disabled}
    onClick={onClick}
  >
    <Icon />
    {news && <span class="news" aria-hidden="true" />}
  </button>
);

/** The header's buttons, as far as they mean something where the view is. */
export const Toolbar = ({ model, shell, onGo }: PageProps & { onGo: (place: Place) => void }) => {
  const room = model.conversation.value?.room.value;
  const unread = model.rooms.value.reduce(
    (sum, summary) => sum + (summary.room.id === room?.id ? 0 : summary.unread),
    0,
  );
  return (
    <div class="toolbar">
      {model.profile.value && (
        <Tool
          name={text('tool_conversations')}
          icon={ListIcon}
          news={unread > 0 ? text('conversations_unread', unread) : undefined}
          onClick={() => onGo('conversations')}
        />
      )}
      {room && (
        <Tool
          name={text('tool_new_conversation')}
          icon={PlusIcon}
          disabled={room.agentId === undefined}
          onClick={() => void model.ask({ type: 'new-conversation' })}
        />
      )}
      {shell.openSidePanel && (
        <Tool name={text('tool_open_side_panel')} icon={PanelIcon} onClick={shell.openSidePanel} />
      )}
      <Tool name={text('tool_diagnostics')} icon={PulseIcon} onClick={() => onGo('diagnostics')} />
      <Tool name={text('tool_settings')} icon={SettingsIcon} onClick={() => onGo('settings')} />
    </div>
  );
};

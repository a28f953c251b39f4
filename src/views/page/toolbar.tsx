import type { ComponentType } from 'preact';
import { text } from '../i18n/text.ts';
import type { PageProps } from './page-props.ts';
import { ListIcon, PanelIcon, PlusIcon, PulseIcon, SettingsIcon } from './toolbar-icons.tsx';
import type { PageName } from './use-page.ts';

interface ToolProps {
  name: string;
  icon: ComponentType;
  disabled?: boolean;
  /** Describes the dot on the button; absent where there is none. */
  badge?: string | undefined;
  onClick: () => void;
}

const Tool = ({ name, icon: Icon, disabled = false, badge, onClick }: ToolProps) => (
  <button
    type="button"
    class="icon-button"
    aria-label={name}
    title={badge ? `${name}: ${badge}` : name}
    aria-description={badge}
    disabled={disabled}
    onClick={onClick}
  >
    <Icon />
    {badge && <span class="news" aria-hidden="true" />}
  </button>
);

interface ToolbarProps extends PageProps {
  onNavigate: (page: PageName) => void;
}

/** The buttons of the header. */
export const Toolbar = ({ model, platform, onNavigate }: ToolbarProps) => {
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
          badge={unread > 0 ? text('conversations_unread', unread) : undefined}
          onClick={() => onNavigate('conversations')}
        />
      )}
      {room && (
        <Tool
          name={text('tool_new_conversation')}
          icon={PlusIcon}
          disabled={room.agentId === undefined}
          onClick={() => {
            // Pressed in an empty conversation, it only leads to its composer.
            document.querySelector<HTMLElement>('.composer textarea')?.focus();
            void model.execute({ type: 'new-conversation' });
          }}
        />
      )}
      {platform.openSidePanel && (
        <Tool name={text('tool_open_side_panel')} icon={PanelIcon} onClick={platform.openSidePanel} />
      )}
      <Tool name={text('tool_diagnostics')} icon={PulseIcon} onClick={() => onNavigate('diagnostics')} />
      <Tool name={text('tool_settings')} icon={SettingsIcon} onClick={() => onNavigate('settings')} />
    </div>
  );
};

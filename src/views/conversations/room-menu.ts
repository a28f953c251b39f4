import type { RoomSummary } from '../../relay/to-view.ts';
import type { MenuItem } from '../components/menu.tsx';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';
import type { ExportFormat } from '../transfer/export-room.ts';
import { markRead } from './mark-read.ts';
import type { RoomAction } from './open-dialog.tsx';

interface RoomMenuParts {
  model: ViewModel;
  openDialog(action: RoomAction): void;
  exportAs(format: ExportFormat): void;
}

/** The menu of a room in the list. */
export const roomMenu = (
  summary: RoomSummary,
  { model, openDialog, exportAs }: RoomMenuParts,
): MenuItem[] => {
  const rename = { label: text('rename'), onChoose: () => openDialog('rename') };
  const read = { label: text('mark_read'), onChoose: () => markRead(model, summary) };
  const agents = { label: text('group_agents'), onChoose: () => openDialog('agents') };
  return [
    rename,
    ...(summary.unread > 0 ? [read] : []),
    ...(summary.room.agents ? [agents] : []),
    { label: text('export_markdown'), onChoose: () => exportAs('markdown') },
    { label: text('export_json'), onChoose: () => exportAs('json') },
    { label: text('clear'), onChoose: () => openDialog('clear') },
    { label: text('delete'), danger: true, onChoose: () => openDialog('delete') },
  ];
};

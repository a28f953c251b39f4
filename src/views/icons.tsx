/** Line icons on a grid of 20; they say nothing to a screen reader, the button's name does. */
export const icon =
  (path: string, className = 'icon') =>
  () => (
    <svg class={className} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );

/** An icon that points along the line of reading. */
const directed = (path: string) => icon(path, 'icon directed');

export const ListIcon = directed('M3.5 5.5h13M3.5 10h13M3.5 14.5h8');
export const PlusIcon = icon('M10 4v12M4 10h12');
export const PanelIcon = icon(
  'M4.5 4h11a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM12 4v12',
);
export const PulseIcon = icon('M2.5 10.5h3.2l2-5 3.6 9.5 2.2-4.5h4');
export const SettingsIcon = icon(
  'M3 6h6M13 6h4M3 14h4M11 14h6M9 6a2 2 0 1 0 4 0a2 2 0 1 0-4 0M7 14a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
);
export const SearchIcon = icon('M8.7 3.5a5.2 5.2 0 1 0 0 10.4a5.2 5.2 0 1 0 0-10.4M12.6 12.6l4 4');
export const MoreIcon = icon('M10 5v.01M10 10v.01M10 15v.01');
export const SendIcon = icon('M10 16V4.5M5 9.3l5-5 5 5');
export const StopIcon = icon('M6.5 6.5h7v7h-7z');
export const ClipIcon = icon(
  'M15.5 9.5l-5.6 5.6a3.2 3.2 0 0 1-4.6-4.6l6-6a2.2 2.2 0 0 1 3.1 3.1l-6 6a1.1 1.1 0 0 1-1.6-1.6l5.3-5.3',
);
export const PersonIcon = icon('M10 10a3 3 0 1 0 0-6a3 3 0 1 0 0 6zM4 16.5a6 6 0 0 1 12 0');
export const CloseIcon = icon('M5.5 5.5l9 9M14.5 5.5l-9 9');
export const BackIcon = directed('M12 4.5L6.5 10l5.5 5.5');
export const DownIcon = icon('M10 4v11.5M5 10.7l5 5 5-5');
export const CopyIcon = icon(
  'M7.5 7h8a.5.5 0 0 1 .5.5v8a.5.5 0 0 1-.5.5h-8a.5.5 0 0 1-.5-.5v-8a.5.5 0 0 1 .5-.5zM13 7V4.5a.5.5 0 0 0-.5-.5h-8a.5.5 0 0 0-.5.5v8a.5.5 0 0 0 .5.5H7',
);
export const CheckIcon = icon('M4.5 10.5l3.8 3.8 7.5-8.3');
export const RefreshIcon = icon('M15.8 8A6.2 6.2 0 1 0 16.2 11M16 4v4h-4');
export const EditIcon = icon(
  'M4 16l.8-3.4L13.2 4.2a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2L7.4 15.2zM11.8 5.6l2.6 2.6',
);

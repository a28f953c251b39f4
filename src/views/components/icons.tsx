/** An icon of lines on a grid of 20, hidden from screen readers: its button has a name. */
export const icon =
  (path: string, className = 'icon') =>
  () => (
    <svg class={className} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );

/** An icon that is mirrored in right-to-left languages. */
export const directed = (path: string) => icon(path, 'icon directed');

export const ListIcon = directed('M3.5 5.5h13M3.5 10h13M3.5 14.5h8');
export const PlusIcon = icon('M10 4v12M4 10h12');
export const PanelIcon = icon(
  'M4.5 4h11a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM12 4v12',
);
export const PulseIcon = icon('M2.5 10.5h3.2l2-5 3.6 9.5 2.2-4.5h4');
export const SettingsIcon = icon(
  'M3 6h6M13 6h4M3 14h4M11 14h6M9 6a2 2 0 1 0 4 0a2 2 0 1 0-4 0M7 14a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
);
export const CopyIcon = icon(
  'M7.5 7h8a.5.5 0 0 1 .5.5v8a.5.5 0 0 1-.5.5h-8a.5.5 0 0 1-.5-.5v-8a.5.5 0 0 1 .5-.5zM13 7V4.5a.5.5 0 0 0-.5-.5h-8a.5.5 0 0 0-.5.5v8a.5.5 0 0 0 .5.5H7',
);
export const CheckIcon = icon('M4.5 10.5l3.8 3.8 7.5-8.3');

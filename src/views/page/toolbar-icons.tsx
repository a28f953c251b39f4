import { directed, icon } from '../components/icon.tsx';

export const ListIcon = directed('M3.5 5.5h13M3.5 10h13M3.5 14.5h8');
export const PlusIcon = icon('M10 4v12M4 10h12');
export const PanelIcon = icon(
  'M4.5 4h11a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM12 4v12',
);
export const PulseIcon = icon('M2.5 10.5h3.2l2-5 3.6 9.5 2.2-4.5h4');
export const SettingsIcon = icon(
  'M3 6h6M13 6h4M3 14h4M11 14h6M9 6a2 2 0 1 0 4 0a2 2 0 1 0-4 0M7 14a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
);

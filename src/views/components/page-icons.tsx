import { directed, icon } from './icon.tsx';
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
export const RefreshIcon = icon('M15.8 8A6.2 6.2 0 1 0 16.2 11M16 4v4h-4');
export const EditIcon = icon(
  'M4 16l.8-3.4L13.2 4.2a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2L7.4 15.2zM11.8 5.6l2.6 2.6',
);

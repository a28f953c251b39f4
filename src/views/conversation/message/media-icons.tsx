import { icon } from '../../components/icon.tsx';

export const ImageIcon = icon(
  'M4.5 4h11a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM3.5 13.5l4-4 3.5 3.5 2-2 3.5 3.5M12.5 7.5a.6.6 0 1 0 1.2 0a.6.6 0 1 0-1.2 0',
);
export const FailedIcon = icon('M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M10 6.8v4M10 13.2v.1');
export const FileIcon = icon('M11.5 3.5h-6v13h9v-10zM11.5 3.5v3h3');
export const LinkIcon = icon(
  'M8.5 11.5a3 3 0 0 0 4.2 0l2.4-2.4a3 3 0 0 0-4.2-4.2l-1 1M11.5 8.5a3 3 0 0 0-4.2 0l-2.4 2.4a3 3 0 0 0 4.2 4.2l1-1',
);

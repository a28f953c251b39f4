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

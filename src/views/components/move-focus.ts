/** Moves the focus among `elements` on ArrowUp, ArrowDown, Home and End. Returns whether the key was one of them. */
export const moveFocus = (event: KeyboardEvent, elements: Iterable<HTMLElement>): boolean => {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const all = [...elements];
  const index = nextIndex(event.key, all.indexOf(document.activeElement as HTMLElement), all.length);
  if (index === undefined) return false;
  all[index]?.focus();
  return true;
};

const nextIndex = (key: string, index: number, count: number): number | undefined => {
  switch (key) {
    case 'ArrowDown':
      return (index + 1) % count;
    case 'ArrowUp':
      return (Math.max(index, 0) + count - 1) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
};

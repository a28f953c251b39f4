/** Moves the focus among `elements` where an arrow key, Home or End asks for it; whether it did. */
export const moveFocus = (event: KeyboardEvent, elements: Iterable<HTMLElement>): boolean => {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const all = [...elements];
  const index = next(event.key, all.indexOf(document.activeElement as HTMLElement), all.length);
  if (index === undefined) return false;
  all[index]?.focus();
  return true;
};

const next = (key: string, index: number, count: number): number | undefined => {
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

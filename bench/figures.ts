import type { Figure } from './figure.ts';
import { enter } from './figures/enter.ts';
import { heard } from './figures/heard.ts';
import { open } from './figures/open.ts';

/** All figures, in the order in which they are measured. */
export const FIGURES: readonly Figure[] = [open, heard, enter];

import type { Sample } from './samples.ts';
import type { World } from './world.ts';

/** What a figure is measured with. */
export interface Run extends World {
  /** How often each value is measured, at each x. */
  readonly rounds: number;
  /** Records a value of the figure. */
  record(sample: Omit<Sample, 'figure'>): void;
}

/** One figure of the bench. */
export interface Figure {
  /** Its name on the command line. */
  readonly name: string;
  readonly title: string;
  /** Measures it, the clients in turn. */
  measure(run: Run): Promise<void>;
}

import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take the longest, which their sizes do not tell; begun last, one of them would go on alone. */
const LONGEST = ['scenes', 'repeated-post', 'routes', 'worker-killed', 'chaos', 'start'];

const rank = ({ moduleId }: TestSpecification): number => {
  const index = LONGEST.indexOf(basename(moduleId, '.test.ts'));
  return index < 0 ? LONGEST.length : index;
};

/** Vitest's own order, but for those. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

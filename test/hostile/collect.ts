import type { Bound, Evidence, Noted, Range } from './judge.ts';
import { faultsIn, wordsIn } from './witness.ts';
import type { World } from './world.ts';

type Lists =
  | 'exceptions'
  | 'foreign'
  | 'polluted'
  | 'elsewhere'
  | 'dropped'
  | 'stuck'
  | 'shown'
  | 'sent'
  | 'typed'
  | 'kept';

/** The evidence while it is being collected. */
export type Collected = { [List in Lists]: Evidence[List][number][] } & {
  /** The words of the frames that must come into the chat. */
  expected: Set<string>;
  /** How many of them did. */
  reached: number;
  /** How often each fault was caught, as far as it was noted. */
  faults: Map<string, number>;
  bounds: Map<string, Bound>;
  /** Notes what is in use; the most of each name counts. */
  inUse(name: string, bytes: number, most: number): void;
};

export const noEvidence = (): Collected => {
  const bounds = new Map<string, Bound>();
  return {
    exceptions: [],
    foreign: [],
    polluted: [],
    elsewhere: [],
    dropped: [],
    stuck: [],
    kept: [],
    reached: 0,
    shown: [],
    sent: [],
    typed: [],
    expected: new Set(),
    faults: new Map(),
    bounds,
    inUse: (name, bytes, most) => {
      if (bytes >= (bounds.get(name)?.bytes ?? 0)) bounds.set(name, { name, bytes, most });
    },
  };
};

/** Notes what has gone wrong in the worker and the views since the last time, as far as it is seen from outside. */
export const collect = async (
  { worker, views, elsewhere }: World,
  into: Collected,
  range: Range,
): Promise<void> => {
  const note = (list: Noted[], whats: readonly string[]): void => {
    list.push(...whats.map((what) => ({ what, ...range })));
  };
  for (const witness of [worker, ...views.map((view) => view.witness)]) {
    note(into.exceptions, witness.newErrors());
    note(into.elsewhere, witness.newHosts());
    note(into.polluted, await witness.pollution());
  }
  note(into.elsewhere, elsewhere.newRequests());
  const faults = await faultsIn(views[0].page);
  const more = [...faults].filter(([fault, times]) => times > (into.faults.get(fault) ?? 0));
  note(
    into.exceptions,
    more.map(([fault]) => `caught: ${fault}`),
  );
  into.faults = faults;
  for (const { name, page } of views) {
    const tokens = new Set((await wordsIn(page)).match(/x\d{6}/g));
    note(
      into.foreign,
      [...tokens].map((token) => `${token} in the ${name}`),
    );
  }
};

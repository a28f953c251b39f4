import { reflect } from './reflect.ts';
import { sampleAnswer } from './samples.ts';
import { NEUTRAL, RECALL, RULES, type Rule } from './script.ts';

/** A number from 0 up to but not including 1, as `Math.random` gives. */
export type Dice = () => number;

/** How many characters of a message are read. */
const MOST_CHARACTERS = 2000;
const MOST_WORDS_IN_CLAUSE = 24;

const pick = (from: readonly [string, ...string[]], dice: Dice): string =>
  from[Math.min(from.length - 1, Math.max(0, Math.floor(dice() * from.length)))] ?? from[0];

/** The clauses of a message in lower case, without punctuation, as the rules' patterns expect them. */
const clausesOf = (text: string): string[] =>
  text
    .slice(0, MOST_CHARACTERS)
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/[.,;:!?\n\r]+|\bbut\b/)
    .map((clause) => (clause.match(/[\p{L}\p{N}']+/gu) ?? []).slice(0, MOST_WORDS_IN_CLAUSE).join(' '))
    .filter((clause) => clause !== '');

interface Match {
  rule: Rule;
  fragment: string;
}

/** The matching rule of the highest rank, with the text of its first group. */
const bestMatch = (clauses: readonly string[], rules: readonly Rule[]): Match | undefined => {
  let best: Match | undefined;
  for (const clause of clauses) {
    for (const rule of rules) {
      if (best !== undefined && rule.rank <= best.rule.rank) continue;
      const found = rule.pattern.exec(clause);
      if (found !== null) best = { rule, fragment: found[1] ?? '' };
    }
  }
  return best;
};

const MEMORY_RULES = RULES.filter((rule) => rule.remember);

/** The fragments of earlier messages that may be taken up again, the newest last. */
const memoriesOf = (earlier: readonly string[]): string[] =>
  earlier.flatMap((text) => bestMatch(clausesOf(text), MEMORY_RULES)?.fragment ?? []);

/** Replaces `$1`; by a function, since a fragment may contain a `$`. */
const assemble = (reply: string, fragment: string): string => reply.replaceAll('$1', () => reflect(fragment));

/**
 * ELIZA's answer (Weizenbaum 1966: keywords by rank, decomposition, reassembly, memory) to `text`; `earlier`
 * are the same person's messages before it, oldest first. Never empty, never throws, and the same for the
 * same throws of the dice.
 */
export const respond = (text: string, earlier: readonly string[], dice: Dice): string => {
  const sample = sampleAnswer(text);
  if (sample !== undefined) return sample;
  const match = bestMatch(clausesOf(text), RULES);
  if (match !== undefined) return assemble(pick(match.rule.replies, dice), match.fragment);
  const [first, ...rest] = memoriesOf(earlier);
  if (first !== undefined && dice() < 0.5) return assemble(pick(RECALL, dice), pick([first, ...rest], dice));
  return pick(NEUTRAL, dice);
};

import type { HLJSApi, LanguageFn, Mode } from 'highlight.js';
import { createLowlight } from 'lowlight';
import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { LONGEST_CODE, partsOf } from './code-parts.ts';
import { languageName } from './language-name.ts';
import { type Language, languageOf, loadLanguage } from './languages.ts';

const lowlight = createLowlight();
type Root = ReturnType<typeof lowlight.highlight>;
type Child = Root['children'][number];

/** So deep may colours stand in each other; what is in the last has its colour. */
const DEEPEST = 50;
/** Ends each part of the code, and begins one that stays plain. The lexer lets none through. */
const NUL = '\0';

const inParts = (language: Language): string => `in parts: ${language}`;

/**
 * Rules that look at code part by part. What a part ends in (a comment, a string) is what the next one begins
 * in: so highlight.js treats one language in another.
 */
const partRules =
  (language: Language): LanguageFn =>
  () => ({
    contains: [{ begin: /(?<=\0\0)[^\0]+/ }, { begin: /[^\0]+/, subLanguage: language }],
    disableAutodetect: true,
  });

/**
 * Which of two languages stands in another (scripts and styles in HTML) is known here. Guessed for each part, it
 * would be another each time, and each guess costs as much as both.
 */
const withoutGuesses =
  (rules: LanguageFn): LanguageFn =>
  (api: HLJSApi) => {
    const language = rules(api);
    const seen = new Set<unknown>();
    const mend = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      const mode = value as Mode;
      if (Array.isArray(mode.subLanguage)) mode.subLanguage = mode.subLanguage[0];
      // A part may end in it, and then knows no more of what it stood in.
      if (mode.subLanguage !== undefined) {
        for (const inner of mode.contains ?? []) {
          if (inner !== 'self' && inner.skip) inner.subLanguage ??= mode.subLanguage;
        }
      }
      for (const inner of Object.values(value)) mend(inner);
    };
    mend(language);
    return language;
  };

/** A coloured piece whose contents are still being read. */
interface Open {
  className: string | undefined;
  children: readonly Child[];
  at: number;
  nodes: ComponentChild[];
}

const classOf = (child: Child): string | undefined => {
  const className = child.type === 'element' ? child.properties.className : undefined;
  return Array.isArray(className) ? className.join(' ') : undefined;
};

/** Nodes of the tree that lowlight makes. Nothing calls itself for what is nested: that may be thousands deep. */
const nodesOf = (root: Root, whole: string): ComponentChild[] => {
  const nodes: ComponentChild[] = [];
  const stack: Open[] = [{ className: whole, children: root.children, at: 0, nodes }];
  for (let open = stack.at(-1); open; open = stack.at(-1)) {
    const child = open.children[open.at];
    open.at += 1;
    if (!child) {
      stack.pop();
      const parent = stack.at(-1);
      if (parent && parent.nodes !== open.nodes)
        parent.nodes.push(h('span', { class: open.className }, open.nodes));
    } else if (child.type === 'text') open.nodes.push(child.value.replaceAll(NUL, ''));
    else if (child.type === 'element') {
      const className = classOf(child);
      const apart = className !== whole && stack.length <= DEEPEST;
      stack.push({ className, children: child.children, at: 0, nodes: apart ? [] : open.nodes });
    }
  }
  return nodes;
};

const loaded = new Set<Language>();
const load = async (language: Language): Promise<void> => {
  if (loaded.has(language)) return;
  for (const [known, rules] of await loadLanguage(language)) {
    if (!lowlight.registered(known)) lowlight.register(known, withoutGuesses(rules));
  }
  lowlight.register(inParts(language), partRules(language));
  loaded.add(language);
};

/** Code in its colours, and the name of its language. */
export interface Highlighted {
  nodes: ComponentChildren;
  name: string;
}

/**
 * Code in the colours of its language, which is loaded first; nothing where the language is not known, or the
 * code is too long.
 */
export const highlight = async (code: string, word: string): Promise<Highlighted | undefined> => {
  const language = languageOf(word);
  if (!language || code.length > LONGEST_CODE) return undefined;
  await load(language);
  const marked = partsOf(code).map(({ text, plain }) =>
    plain ? `${NUL}${NUL}${text}${NUL}` : `${text}${NUL}`,
  );
  const tree = lowlight.highlight(inParts(language), marked.join(''));
  return { nodes: nodesOf(tree, language), name: languageName(word) };
};

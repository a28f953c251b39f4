import type { HLJSApi, LanguageFn, Mode } from 'highlight.js';
import { createLowlight } from 'lowlight';
import { type ComponentChild, type ComponentChildren, h } from 'preact';
import { LONGEST_CODE, partsOf } from './code-parts.ts';
import { languageName } from './language-name.ts';
import { type Language, languageOf, loadLanguage } from './languages.ts';

const lowlight = createLowlight();
type Root = ReturnType<typeof lowlight.highlight>;
type Child = Root['children'][number];

/** The deepest nesting of colours. Code that is nested deeper has the colour of the last level. */
const DEEPEST = 50;
/** Ends each part of the code; two begin a plain part. The Markdown lexer removes it from texts. */
const NUL = '\0';

const inParts = (language: Language): string => `in parts: ${language}`;

/**
 * A language for highlight.js whose parts are embedded code of `language`: its state at the end of a part (in a
 * comment, a string) continues in the next.
 */
const partRules =
  (language: Language): LanguageFn =>
  () => ({
    contains: [{ begin: /(?<=\0\0)[^\0]+/ }, { begin: /[^\0]+/, subLanguage: language }],
    disableAutodetect: true,
  });

/**
 * Fixes the embedded languages of `rules` (scripts and styles in HTML). Without it highlight.js guesses them for
 * each part, with another result each time, at the cost of colouring the part in all of them.
 */
const withoutGuesses =
  (rules: LanguageFn): LanguageFn =>
  (api: HLJSApi) => {
    const language = rules(api);
    const seen = new Set<unknown>();
    const fix = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      const mode = value as Mode;
      if (Array.isArray(mode.subLanguage)) mode.subLanguage = mode.subLanguage[0];
      // A part may end within the embedded language, whose rules must then know it.
      if (mode.subLanguage !== undefined) {
        for (const inner of mode.contains ?? []) {
          if (inner !== 'self' && inner.skip) inner.subLanguage ??= mode.subLanguage;
        }
      }
      for (const inner of Object.values(value)) fix(inner);
    };
    fix(language);
    return language;
  };

/** A coloured element whose children are being read. */
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

/** Renders the tree of lowlight. Without recursion: it may be thousands of levels deep. */
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

/** Coloured code, and the name of its language. */
export interface Highlighted {
  nodes: ComponentChildren;
  name: string;
}

/**
 * Colours code, after loading its language. Resolves with undefined where the language is not known, or the code
 * is too long. Rejects where the language cannot be loaded.
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

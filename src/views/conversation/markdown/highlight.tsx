import { createLowlight } from 'lowlight';
import type { ComponentChildren } from 'preact';
import { languageName } from './language-name.ts';
import { languageOf, loadLanguage } from './languages.ts';

const lowlight = createLowlight();
type Root = ReturnType<typeof lowlight.highlight>;
type Child = Root['children'][number];

const node = (child: Child, index: number): ComponentChildren => {
  switch (child.type) {
    case 'text':
      return child.value;
    case 'element': {
      const { className } = child.properties;
      return (
        <span key={index} class={Array.isArray(className) ? className.join(' ') : undefined}>
          {child.children.map(node)}
        </span>
      );
    }
    default:
      return null;
  }
};

/** Code in its colours, and the name of its language. */
export interface Highlighted {
  nodes: ComponentChildren;
  name: string;
}

/** Code in the colours of its language, which is loaded first; nothing where the language is not known. */
export const highlight = async (code: string, word: string): Promise<Highlighted | undefined> => {
  const language = languageOf(word);
  if (!language) return undefined;
  if (!lowlight.registered(language)) {
    for (const [known, rules] of await loadLanguage(language)) lowlight.register(known, rules);
  }
  return { nodes: lowlight.highlight(language, code).children.map(node), name: languageName(word) };
};

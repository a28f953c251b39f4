import { type Language, languageOf } from './languages.ts';

const NAMES: Readonly<Record<Language, string>> = {
  bash: 'Bash',
  c: 'C',
  cpp: 'C++',
  csharp: 'C#',
  css: 'CSS',
  diff: 'Diff',
  dockerfile: 'Dockerfile',
  go: 'Go',
  graphql: 'GraphQL',
  ini: 'INI',
  java: 'Java',
  javascript: 'JavaScript',
  json: 'JSON',
  kotlin: 'Kotlin',
  lua: 'Lua',
  makefile: 'Makefile',
  markdown: 'Markdown',
  php: 'PHP',
  powershell: 'PowerShell',
  python: 'Python',
  r: 'R',
  ruby: 'Ruby',
  rust: 'Rust',
  scss: 'SCSS',
  shell: 'Shell',
  sql: 'SQL',
  swift: 'Swift',
  typescript: 'TypeScript',
  xml: 'XML',
  yaml: 'YAML',
};

/** Aliases with a name of their own. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  html: 'HTML',
  json5: 'JSON5',
  jsx: 'JSX',
  less: 'Less',
  postgresql: 'PostgreSQL',
  sh: 'Shell',
  svg: 'SVG',
  toml: 'TOML',
  tsx: 'TSX',
  vue: 'Vue',
  zsh: 'Zsh',
};

/** The name of the language that the info string of a fence gives; the word itself where it is not known. */
export const languageName = (word: string): string => {
  const lower = word.toLowerCase();
  if (Object.hasOwn(OWN_NAMES, lower)) return OWN_NAMES[lower] ?? word;
  const language = languageOf(word);
  return language ? NAMES[language] : word;
};

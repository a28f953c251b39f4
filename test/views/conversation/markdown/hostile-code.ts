import { type Hostile, pick, type Random, randomOf, repeated } from './hostile-texts.ts';

/** What has a meaning in some language, and what grammars were seen to look at for long. */
const PIECES = [
  ...'aA1_.,;:()[]{}<>"\'`/\\*+-=!?@#$%^&|~é中'.split(''),
  ...[' ', '\t', '\n', '\n\n', ' \n', 'a ', 'a\n', 'a.', 'a(', 'a<', 'a=', 'a:', 'a,', 'a b ', 'aa', 'A_'],
  ...['"a"', "'a'", '/*', '*/', '//', '<!--', '<a ', 'a="', '${', '#{', '$(', '=>', '->', '::', '<<', '<<<'],
  ...['"""', "'''", '``', '`${', '@a', '#a', '0x', '1.', '1e', '\\n', '\\"', '--', '#!', '%w(', 'q(', '<?'],
  ...['?>', '{{', '}}', '|\n', '- ', '  ', '>\n', 'function ', 'class ', 'struct ', 'def ', 'fun ', 'fn '],
  ...['func ', 'let ', 'const ', 'var ', 'int ', 'void ', 'public ', 'static ', 'return ', 'if ', 'new '],
  ...['import ', 'type ', 'enum ', 'interface ', 'template<', 'operator ', 'namespace ', 'using ', 'select '],
  ...['from ', 'where ', 'insert ', 'create ', 'end ', 'begin ', 'do ', 'then ', 'RUN ', 'FROM ', 'async '],
  ...['await ', 'extends ', 'implements ', 'package ', 'record ', 'delegate ', 'abstract ', 'this.', 'self.'],
  ...['local ', 'export ', 'macro ', 'protocol ', '#define ', '#include ', '@media ', '@import ', 'url('],
  ...['!important', 'echo ', 'param(', 'Get-A ', '$a ', '$_ ', 'elif ', 'fragment ', 'query ', 'a: ', 'a = '],
  ...['a := ', '.a ', '&a ', '*a ', '!a ', '~a ', '/a/', 'r"', 'R"(', 'f"', "b'", 'u8"', '"\\', '%{'],
  ...['=begin\n', '__END__', 'diff ', '+++ ', '--- ', '@@ ', '[a]', '[[', '=[[', '--[[', 'a ? b : ', '<a>'],
  ...['</a>', '<a/>', '<script>', '</script>', '<style>', '<![CDATA[', '<%', '%>', 'a<b>', 'a<b,', 'a[b]'],
  ...['a[', '(a', '((', 'a)(', '(a,', 'a::', 'std::', 'a_t ', 'x = function(', 'async (', 'get ', 'set '],
  ...[
    '=> {',
    '} {',
    ') {',
    '){',
    ')=>',
    'where\n',
    'const\n',
    'void\n',
    'a\n{\n',
    '"\n',
    "'\n",
    '`\n',
    '/*\n',
  ],
];

/** Each piece by itself. */
export const knownCode: readonly Hostile[] = PIECES.map((piece) => repeated(piece));

const some = (random: Random, most: number): string =>
  Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(random, PIECES)).join('');

/** Code that chance puts together. */
export const foundCode = (seed: number, count: number): readonly Hostile[] => {
  const random = randomOf(seed);
  return Array.from({ length: count }, () =>
    repeated(some(random, 3), random() < 0.3 ? some(random, 4).repeat(1 + Math.floor(random() * 20)) : ''),
  );
};

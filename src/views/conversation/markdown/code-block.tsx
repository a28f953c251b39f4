import { CopyButton } from '../../components/copy-button.tsx';
import { useIncremental } from '../../hooks/use-incremental.ts';
import { text } from '../../i18n/text.ts';
import { type CodePieces, splitIntoPieces } from './code-lines.ts';
import { Scrollable } from './scrollable.tsx';
import { useHighlighted } from './use-highlighted.ts';

const NO_PIECES: CodePieces = { text: '', pieces: [] };

/** Code without colours, in pieces: appended text changes the last one alone. */
const PlainCode = ({ code }: { code: string }) => {
  const { pieces } = useIncremental(NO_PIECES, (previous) => splitIntoPieces(previous, code));
  return pieces.map((piece, index) => (
    <span class="lines" key={index}>
      {piece}
    </span>
  ));
};

/** A code block without header and colours, for texts with very many of them. */
export const SimpleCode = ({ code }: { code: string }) => (
  <div class="code-block" dir="ltr">
    <div class="code">
      <pre>
        <code>{code}</code>
      </pre>
    </div>
  </div>
);

interface CodeBlockProps {
  code: string;
  /** The info string of the fence; its first word is the language. */
  info: string;
  /** Whether more code may follow. */
  open: boolean;
}

/** A code block with the name of its language and a copy button. It is coloured once it is closed. */
export const CodeBlock = ({ code, info, open }: CodeBlockProps) => {
  const language = info.trim().split(/\s/)[0] ?? '';
  const highlighted = useHighlighted(open ? undefined : code, language);
  const name = highlighted?.name ?? (language || text('code'));
  return (
    <div class="code-block" dir="ltr">
      <div class="code-head">
        <span>{name}</span>
        <CopyButton class="link" name={text('copy_code')} content={code} inWords />
      </div>
      <Scrollable class="code" name={name}>
        <pre>
          <code class={language ? `language-${language}` : undefined}>
            {highlighted?.nodes ?? <PlainCode code={code} />}
          </code>
        </pre>
      </Scrollable>
    </div>
  );
};

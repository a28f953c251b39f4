import { useRef } from 'preact/hooks';
import { CopyButton } from '../../components/copy-button.tsx';
import { text } from '../../i18n/text.ts';
import { type CodePieces, splitIntoPieces } from './code-lines.ts';
import { Scrollable } from './scrollable.tsx';
import { useHighlighted } from './use-highlighted.ts';

/** Code as it is: in pieces, so that what grows adds to the last of them. */
const PlainCode = ({ code }: { code: string }) => {
  const shown = useRef<CodePieces>({ text: '', pieces: [] });
  shown.current = splitIntoPieces(shown.current, code);
  return shown.current.pieces.map((piece, index) => (
    <span class="lines" key={index}>
      {piece}
    </span>
  ));
};

/** Code to the letter and nothing else: one of very many blocks. */
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
  /** What stands beside the fence: the language first. */
  info: string;
  /** More of it is still to come. */
  open: boolean;
}

/** Code to the letter, under the name of its language; coloured once it is closed. */
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

import { CopyButton } from '../../copy-button.tsx';
import { text } from '../../text.ts';

/** Code to the letter, under the name of its language. */
export const CodeBlock = ({ code, language }: { code: string; language: string }) => (
  <div class="code-block">
    <div class="code-head">
      <span>{language.split(/\s/)[0] || text('code')}</span>
      <CopyButton class="link" name={text('copy_code')} content={code} inWords />
    </div>
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <code>{code}</code>
    </pre>
  </div>
);

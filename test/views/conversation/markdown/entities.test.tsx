// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, it } from 'vitest';
import { loadEntities } from '../../../../src/views/conversation/markdown/entities.ts';
import { loadMarkdown, Markdown } from '../../../../src/views/conversation/markdown/markdown.tsx';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import { english } from '../../../stage/english.ts';

it('a rare name stands as it was written until the names are there, wherever it stands', async () => {
  setTextSource(english);
  await loadMarkdown();
  const root = document.createElement('div');
  const source = 'a &ngE; &amp;\n\n- b &ngE;\n\n[c](https://a.example/?q=&ngE;)';
  act(() => render(<Markdown source={source} streaming={false} />, root));
  expect(root.querySelector('p')?.textContent).toBe('a &ngE; &');
  expect(root.querySelector('li')?.textContent).toBe('b &ngE;');
  await act(loadEntities);
  expect(root.querySelector('p')?.textContent).toBe('a ≧̸ &');
  expect(root.querySelector('li')?.textContent).toBe('b ≧̸');
  expect(root.querySelector('a')?.getAttribute('href')).toBe(encodeURI('https://a.example/?q=≧̸'));
});

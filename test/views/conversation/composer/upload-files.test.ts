import { signal } from '@preact/signals';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CommandResult } from '../../../../src/relay/to-view.ts';
import { attachFiles } from '../../../../src/views/conversation/composer/upload-files.ts';
import { setTextSource } from '../../../../src/views/i18n/text.ts';
import type { AttachedFile } from '../../../../src/views/state/attached-file.ts';
import type { Conversation } from '../../../../src/views/state/conversation.ts';
import type { ViewModel } from '../../../../src/views/state/view-model.ts';
import { ROOM } from '../../../harness/nouns.ts';
import { PROFILE } from '../../../harness/worker-parts.ts';
import { english } from '../../../stage/english.ts';

beforeAll(() => setTextSource(english));
afterEach(() => void vi.unstubAllGlobals());

/** What the view asked, and the uploads that it began itself. */
const attach = async (
  there: CommandResult,
  uploaded: Promise<Response> = new Promise(() => undefined),
  file = new File(['private'], 'a.txt'),
): Promise<{ asked: unknown[]; sent: unknown[]; attached: () => readonly AttachedFile[] }> => {
  const asked: unknown[] = [];
  const sent: unknown[] = [];
  vi.stubGlobal('fetch', (_address: string, { body }: RequestInit) => {
    sent.push(body);
    return uploaded;
  });
  const model = {
    profile: signal(PROFILE),
    execute: async (command: unknown) => {
      asked.push(command);
      return there;
    },
  } as unknown as ViewModel;
  const conversation = {
    attached: signal<AttachedFile[]>([]),
    filesBeforeEdit: signal<AttachedFile[]>([]),
    room: signal(ROOM),
  };
  attachFiles(model, conversation as unknown as Conversation, [file]);
  await vi.waitFor(() => {
    expect(sent.length > 0 || conversation.attached.value.some(({ type: state }) => state === 'failed')).toBe(
      true,
    );
  });
  return { asked, sent, attached: () => conversation.attached.value };
};

describe('a file that is attached', () => {
  it('goes up once the server has shown who it is', async () => {
    const { asked, sent } = await attach({ ok: true, checked: { dialect: 'modern', version: '1.7.2' } });
    expect(asked).toEqual([{ type: 'check', what: 'server' }]);
    expect(sent).toHaveLength(1);
  });

  it('that the server redirects stays here, which is said with what to do', async () => {
    const redirect = Promise.resolve(
      new Response(null, { status: 307, headers: { Location: '/elsewhere' } }),
    );
    const there: CommandResult = { ok: true, checked: { dialect: 'modern', version: '1.7.2' } };
    const { attached } = await attach(there, redirect);
    await vi.waitFor(() =>
      expect(attached()).toMatchObject([
        { type: 'failed', why: expect.stringMatching(/redirects uploads.*Enter that address in Settings/) },
      ]),
    );
  });

  it('that has no bytes is said to be empty, and goes nowhere', async () => {
    const there: CommandResult = { ok: true, checked: { dialect: 'modern', version: '1.7.2' } };
    const { asked, sent, attached } = await attach(there, undefined, new File([], 'a.txt'));
    expect([asked, sent]).toEqual([[], []]);
    expect(attached()).toMatchObject([{ type: 'failed', why: 'The file is empty. Attach another one.' }]);
  });

  it('is seen, small, and that picture stays with it', async () => {
    const url = 'data:image/webp;base64,AA';
    vi.stubGlobal('createImageBitmap', async () => ({ width: 320, height: 160, close: () => undefined }));
    const sizes: number[][] = [];
    class Canvas {
      constructor(...size: number[]) {
        sizes.push(size);
      }
      getContext = () => ({ drawImage: () => undefined });
      convertToBlob = async () => new Blob();
    }
    class Reader {
      result = url;
      onload = () => {};
      readAsDataURL = () => this.onload();
    }
    vi.stubGlobal('OffscreenCanvas', Canvas);
    vi.stubGlobal('FileReader', Reader);
    const body = JSON.stringify({ success: true, data: { url: '/media/a.png', type: 'image/png' } });
    const there: CommandResult = { ok: true, checked: { dialect: 'modern', version: '1.7.2' } };
    const file = new File(['x'], 'a.png', { type: 'image/png' });
    const { attached } = await attach(there, Promise.resolve(new Response(body)), file);
    await vi.waitFor(() =>
      expect(attached()).toMatchObject([{ type: 'done', preview: url, attachment: { preview: url } }]),
    );
    expect(sizes).toEqual([[160, 80]]);
  });

  it.each<[string, CommandResult, RegExp]>([
    [
      'another program answers',
      { ok: false, failure: { type: 'not-elizaos', host: 'localhost:3000' } },
      /not an ElizaOS server/,
    ],
    [
      'a network wants a sign-in',
      { ok: false, failure: { type: 'portal', host: 'localhost:3000' } },
      /sign in/,
    ],
    [
      'another kind of server answers',
      { ok: true, checked: { dialect: 'reference' } },
      /something else than ElizaOS/,
    ],
  ])('stays here where %s, and says so', async (_what, there, words) => {
    const { sent, attached } = await attach(there);
    expect(sent).toEqual([]);
    expect(attached()).toMatchObject([{ type: 'failed', why: expect.stringMatching(words) }]);
  });
});

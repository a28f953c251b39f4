import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { completion, onlineModelFrom } from '../../server/online-model.ts';

interface Request {
  url: string | undefined;
  authorization: string | undefined;
  body: unknown;
}

let stub: Server | undefined;

/** A model that answers each request with `status` and these parts of a body, one write each. */
const serveModel = async (
  status: number,
  parts: readonly (string | Buffer)[],
): Promise<{ url: string; requests: Request[] }> => {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { url, headers } = request;
    requests.push({ url, authorization: headers.authorization, body: JSON.parse(body) });
    response.writeHead(status);
    for (const part of parts) {
      response.write(part);
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  stub = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/v1`, requests };
};

const delta = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

const read = async (parts: AsyncIterable<string>): Promise<string[]> => {
  const all: string[] = [];
  for await (const part of parts) all.push(part);
  return all;
};

afterEach(() => {
  stub?.closeAllConnections();
  stub?.close();
});

describe('onlineModelFrom', () => {
  it.each([
    [{}, undefined],
    [{ OPENAI_API_KEY: '' }, undefined],
    [{ OPENAI_API_KEY: 'k' }, { url: 'https://api.openai.com/v1', model: 'gpt-4o-mini', key: 'k' }],
    [
      { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://x/v1/', OPENAI_MODEL: 'm' },
      { url: 'http://x/v1', model: 'm', key: 'k' },
    ],
    [{ OLLAMA_BASE_URL: 'http://o:11434' }, { url: 'http://o:11434/v1', model: 'llama3.2', key: undefined }],
    [
      { OLLAMA_API_ENDPOINT: 'http://o:11434/api/', OLLAMA_MODEL: 'm', OPENAI_API_KEY: 'k' },
      { url: 'http://o:11434/v1', model: 'm', key: undefined },
    ],
  ])('%j', (env, model) => {
    expect(onlineModelFrom(env)).toEqual(model);
  });
});

describe('completion', () => {
  const asked = { system: 'You are Eliza.', prompt: 'Hello' };

  it('asks with the key and yields the answer piece by piece', async () => {
    const { url, requests } = await serveModel(200, [
      ': a comment\n\n',
      'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n',
      delta('Hel'),
      delta('lo'),
      'data: {"choices":[]}\n\n',
      'data: [DONE]\n\n',
      delta('too late'),
    ]);
    expect(await read(completion({ url, model: 'm', key: 'secret' }, asked, fetch))).toEqual(['Hel', 'lo']);
    expect(requests).toEqual([
      {
        url: '/v1/chat/completions',
        authorization: 'Bearer secret',
        body: {
          model: 'm',
          stream: true,
          messages: [
            { role: 'system', content: 'You are Eliza.' },
            { role: 'user', content: 'Hello' },
          ],
        },
      },
    ]);
  });

  it('sends no key where there is none', async () => {
    const { url, requests } = await serveModel(200, ['data: [DONE]\n\n']);
    await read(completion({ url, model: 'm', key: undefined }, asked, fetch));
    expect(requests[0]?.authorization).toBeUndefined();
  });

  it('puts together what arrives in halves, characters included', async () => {
    const bytes = Buffer.from(`${delta('grüße 👋')}${delta('!')}`.replaceAll('\n', '\r\n'));
    const halves = Array.from(bytes, (byte) => Buffer.from([byte]));
    const { url } = await serveModel(200, halves);
    expect(await read(completion({ url, model: 'm', key: undefined }, asked, fetch))).toEqual([
      'grüße 👋',
      '!',
    ]);
  });

  it('names what the model said instead', async () => {
    const { url } = await serveModel(401, ['Incorrect API key']);
    await expect(read(completion({ url, model: 'm', key: 'x' }, asked, fetch))).rejects.toThrow(
      `${url} answered 401 to the model m: Incorrect API key`,
    );
  });
});

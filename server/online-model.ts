import * as v from 'valibot';

/** A model behind an OpenAI-compatible API: OpenAI's own, or Ollama's. `url` ends before `/chat/completions`. */
export interface OnlineModel {
  url: string;
  model: string;
  key: string | undefined;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const trimmed = (url: string): string => url.replace(/\/+$/, '');

/**
 * The model that the environment names; undefined where it names none. Ollama takes precedence over OpenAI:
 * OLLAMA_API_ENDPOINT or OLLAMA_BASE_URL with OLLAMA_MODEL; OPENAI_API_KEY with OPENAI_BASE_URL, OPENAI_MODEL.
 */
export const onlineModelFrom = (
  env: Readonly<Record<string, string | undefined>>,
): OnlineModel | undefined => {
  const ollama = env.OLLAMA_API_ENDPOINT || env.OLLAMA_BASE_URL;
  if (ollama) {
    // ElizaOS's own settings end in /api, Ollama's do not.
    const base = trimmed(ollama).replace(/\/(?:api|v1)$/, '');
    return { url: `${base}/v1`, model: env.OLLAMA_MODEL || 'llama3.2', key: undefined };
  }
  if (env.OPENAI_API_KEY) {
    const url = trimmed(env.OPENAI_BASE_URL || 'https://api.openai.com/v1');
    return { url, model: env.OPENAI_MODEL || 'gpt-4o-mini', key: env.OPENAI_API_KEY };
  }
  return undefined;
};

const Delta = v.object({
  choices: v.array(v.object({ delta: v.optional(v.object({ content: v.nullish(v.string()) })) })),
});

/** Yields the lines of a body as they arrive. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/**
 * Streams the completion of `prompt`, piece by piece. Throws with the status and the first words of the body
 * where the model refuses, and with fetch's own error where it cannot be reached.
 */
export async function* completion(
  { url, model, key }: OnlineModel,
  asked: { system: string; prompt: string },
  fetch: Fetch,
): AsyncGenerator<string> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    // The prompt and the key go to no other address.
    redirect: 'error',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({
      model,
      stream: true,
      messages: [
        { role: 'system', content: asked.system },
        { role: 'user', content: asked.prompt },
      ],
    }),
  });
  if (!response.ok || response.body === null) {
    const words = (await response.text()).slice(0, 200);
    throw new Error(`${url} answered ${response.status} to the model ${model}: ${words}`);
  }
  for await (const line of linesOf(response.body)) {
    if (!line.startsWith('data:')) continue;
    const data = line.slice('data:'.length).trim();
    if (data === '[DONE]') return;
    const delta = v.safeParse(Delta, JSON.parse(data));
    const content = delta.success ? delta.output.choices[0]?.delta?.content : undefined;
    if (content) yield content;
  }
}

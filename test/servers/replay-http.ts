import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { type Bindings, matches, render } from './replay-match.ts';
import type { Memory } from './replay-memory.ts';
import { fixedOf, type RestExchange, type Script } from './replay-trace.ts';

const CORS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };

/** Answers a request as the trace's server did, or with the 404 of ElizaOS and an entry in `unmatched`. */
export const answerHttp = async (
  script: Script,
  memory: Memory,
  unmatched: string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const reply = (status: number, json: unknown): void => {
    response.writeHead(status, { ...CORS, 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(json));
  };
  if (request.method === 'OPTIONS') {
    response.writeHead(204, CORS).end();
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const asked: Asked = { method: request.method ?? '', url, body: parseJson(text) };
  const answer = findAnswer(script, memory, asked) ?? renamed(memory, asked);
  if (answer) {
    reply(answer.status, answer.json);
    return;
  }
  unmatched.push(`${asked.method} ${url.pathname}${url.search} ${text.slice(0, 1_000)}`.trim());
  reply(404, { success: false, error: { message: 'API endpoint not found', code: 404 } });
};

interface Asked {
  method: string;
  url: URL;
  body: unknown;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const findAnswer = (
  script: Script,
  memory: Memory,
  asked: Asked,
): { status: number; json: unknown } | undefined => {
  for (const exchange of script.rest) {
    const bindings: Bindings = new Map();
    if (!isSameRequest(exchange, asked, fixedOf(script), bindings)) continue;
    const json = answerOf(exchange, script, memory, asked, bindings);
    if (json !== undefined) return { status: exchange.status, json };
  }
  return undefined;
};

/** The recorded sessions rename nothing; every ElizaOS answers so. */
const renamed = (
  memory: Memory,
  { method, url, body }: Asked,
): { status: number; json: unknown } | undefined => {
  const id = url.pathname.split('/').at(-1) ?? '';
  const asked = v.safeParse(v.strictObject({ name: v.string() }), body);
  if (method !== 'PATCH' || !memory.has(id) || !asked.success) return undefined;
  return { status: 200, json: { success: true, data: { id, name: asked.output.name } } };
};

const isSameRequest = (
  { method, path, query, body }: RestExchange,
  asked: Asked,
  fixed: ReadonlySet<string>,
  bindings: Bindings,
): boolean => {
  const live = asked.url.searchParams;
  const names = [...query.keys()].sort();
  return (
    method === asked.method &&
    matches(path.split('/'), asked.url.pathname.split('/'), fixed, bindings) &&
    matches(names, [...live.keys()].sort(), fixed, bindings) &&
    names.every((name) => isPaging(name) || matches(query.get(name), live.get(name), fixed, bindings)) &&
    matches(body, asked.body, fixed, bindings)
  );
};

const isPaging = (name: string): boolean => name === 'limit' || name === 'before';

const Channel = v.object({ data: v.object({ id: v.string(), name: v.string() }) });

/** What the server answers; undefined where there is no such room, or the answer is not replayed. */
const answerOf = (
  { method, path, status, json }: RestExchange,
  script: Script,
  memory: Memory,
  { url, body }: Asked,
  bindings: Bindings,
): unknown => {
  const now = Date.now();
  const last = path.split('/').at(-1) ?? '';
  const room = memory.get(url.pathname.split('/').at(-2) ?? '');
  const isDirect = last === 'dm-channel';
  if (status >= 400 || (method === 'GET' && !path.includes('channel'))) return render(json, bindings, now);
  if (isDirect || (method === 'POST' && last.endsWith('channels'))) {
    const { id, name } = v.parse(Channel, json).data;
    const entityId = bindings.get(script.entityId) ?? script.entityId;
    bindings.set(id, findOrMake(memory, entityId, isDirect));
    const asked = v.safeParse(v.object({ name: v.string() }), body);
    if (asked.success) bindings.set(name, asked.output.name);
    return render(json, bindings, now);
  }
  if (method !== 'GET' || !room) return undefined;
  if (last === 'messages') {
    const before = Number(url.searchParams.get('before') ?? Number.POSITIVE_INFINITY);
    const rows = room.rows.filter(({ created_at }) => created_at < before).reverse();
    return { success: true, data: { messages: rows.slice(0, Number(url.searchParams.get('limit'))) } };
  }
  if (last === 'participants') return render(json, bindings.set(script.entityId, room.entityId), now);
  return undefined;
};

const findOrMake = (memory: Memory, entityId: string, isDirect: boolean): string => {
  const known = [...memory].find(([, room]) => room.isDirect && room.entityId === entityId);
  if (isDirect && known) return known[0];
  const id = randomUUID();
  memory.set(id, { entityId, isDirect, rows: [] });
  return id;
};

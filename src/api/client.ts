import type { AgentId, EntityId, RoomId } from '../model/ids.ts';
import {
  type AgentsPage,
  type Channel,
  decodeAgents,
  decodeChannel,
  decodeHistory,
  decodeParticipants,
  decodeUpload,
  type HistoryPage,
  type Uploaded,
} from '../wire/decode-rest.ts';
import { type Dialect, type Pair, type User, VERSION_PATH } from '../wire/dialect.ts';
import type { Decoded } from '../wire/events.ts';
import { type Post, post } from './post.ts';
import { type ApiResult, type Endpoint, errorIn, request } from './request.ts';

/** How long a large file may take on a slow line. */
const UPLOAD_TIMEOUT_MS = 600_000;

/** What is asked of a server over HTTP. Never `GET /api/agents/{id}`: it answers with the server's secrets. */
export interface Api {
  agents(): Promise<ApiResult<AgentsPage>>;
  /** The direct channel of the two, made where there is none. */
  directChannel(pair: Pair): Promise<ApiResult<Channel>>;
  /** The room as the server knows it. */
  channel(roomId: RoomId): Promise<ApiResult<Channel>>;
  /** Another conversation with the agent, or one with several. */
  createChannel(name: string, user: User, agentIds: readonly AgentId[]): Promise<ApiResult<Channel>>;
  /** Where the server knows no channels there is nothing to be done, and so it is done. */
  rename(roomId: RoomId, name: string): Promise<ApiResult<undefined>>;
  /** Deletes all messages. */
  clear(roomId: RoomId): Promise<ApiResult<undefined>>;
  remove(roomId: RoomId): Promise<ApiResult<undefined>>;
  /** Newest first, strictly before `before`. */
  history(roomId: RoomId, page: { limit: number; before?: number }): Promise<ApiResult<HistoryPage>>;
  /** Takes a file into the room; who cancels needs no answer. */
  upload(roomId: RoomId, file: Blob, name: string, cancel: AbortSignal): Promise<ApiResult<Uploaded>>;
  /** Who is in the room. */
  participants(roomId: RoomId): Promise<ApiResult<EntityId[]>>;
  /** Takes an agent in, or out. */
  changeAgent(roomId: RoomId, agentId: AgentId, member: boolean): Promise<ApiResult<undefined>>;
  /** Whether the server answers: with an error where it wants a key. The document's, with a 404. */
  greet(): Promise<ApiResult<undefined>>;
  post: Post;
}

export const createApi = (endpoint: Endpoint, dialect: Dialect): Api => {
  const { paths } = dialect;
  const ask = async <T>(
    path: string,
    decode: (body: unknown) => Decoded<T>,
    init?: { method: string; body?: unknown; cancel?: AbortSignal },
    to = endpoint,
  ): Promise<ApiResult<T>> => {
    const answer = await request(to, path, init);
    if (!answer.ok) return answer;
    const error = errorIn(answer.value);
    if (error) return { ok: false, error };
    const decoded = decode(answer.value.body);
    return decoded.ok
      ? { ok: true, value: decoded.value }
      : { ok: false, error: { kind: 'undecodable', reason: decoded.reason } };
  };
  const nothing = (): Decoded<undefined> => ({ ok: true, value: undefined });
  const change = async (method: string, path: string, body?: object): Promise<ApiResult<undefined>> =>
    dialect.hasChannels ? ask(path, nothing, { method, body }) : { ok: true, value: undefined };

  return {
    agents: () => ask(paths.agents, decodeAgents),
    directChannel: (pair) => ask(paths.dmChannel(pair), decodeChannel),
    channel: (roomId) => ask(`${paths.channel(roomId)}/details`, decodeChannel),
    createChannel: (name, user, agentIds) =>
      ask(paths.channels, decodeChannel, {
        method: 'POST',
        body: dialect.createChannelBody(name, user, agentIds),
      }),
    rename: (roomId, name) => change('PATCH', paths.channel(roomId), { name }),
    clear: (roomId) => change('DELETE', paths.messages(roomId)),
    remove: (roomId) => change('DELETE', paths.channel(roomId)),
    history: (roomId, page) => ask(paths.messages(roomId, page), decodeHistory),
    upload: (roomId, file, name, cancel) => {
      const body = new FormData();
      body.set('file', file, name);
      const init = { method: 'POST', body, cancel };
      return ask(paths.upload(roomId), decodeUpload, init, { ...endpoint, timeoutMs: UPLOAD_TIMEOUT_MS });
    },
    participants: (roomId) => ask(paths.participants(roomId), decodeParticipants),
    changeAgent: (roomId, agentId, member) =>
      member
        ? change('POST', paths.agentsOf(roomId), { agentId })
        : change('DELETE', `${paths.agentsOf(roomId)}/${agentId}`),
    greet: async () => {
      const answer = await ask(VERSION_PATH, nothing);
      const isThere = !answer.ok && answer.error.kind === 'status' && answer.error.status === 404;
      return isThere ? { ok: true, value: undefined } : answer;
    },
    post: (roomId, body, options) => post(endpoint, paths.messages(roomId), body, options),
  };
};

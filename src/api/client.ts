import type { AgentId, EntityId, RoomId } from '../model/ids.ts';
import type { Codec, Pair, User } from '../wire/codec.ts';
import {
  type AgentsPage,
  type Channel,
  decodeAgents,
  decodeChannel,
  decodeHistory,
  decodeMembership,
  decodeParticipants,
  decodeRenamed,
  decodeUpload,
  type HistoryPage,
  type Uploaded,
} from '../wire/decode-rest.ts';
import type { Decoded } from '../wire/events.ts';
import { verify } from './identify.ts';
import { type Post, post } from './post.ts';
import {
  type Answer,
  type ApiResult,
  type Endpoint,
  errorIn,
  type Question,
  type RequestError,
  request,
} from './request.ts';

/** How long a large file may take on a slow line. */
const UPLOAD_TIMEOUT_MS = 600_000;

/**
 * What is asked of a server over HTTP. Never `GET /api/agents/{id}`: it answers with the server's secrets.
 * Before a change, an upload or a message goes out, the server is asked who it is: what answers otherwise gets
 * nothing, and the error is `unsent`.
 */
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
  /** Whether the server answers, as what it was set up as. */
  greet(): Promise<ApiResult<undefined, RequestError>>;
  post: Post;
}

export const createApi = (endpoint: Endpoint, codec: Codec): Api => {
  const { paths } = codec;
  const ask = async <T>(
    path: string,
    form: Form<T>,
    init?: Question,
    to = endpoint,
  ): Promise<ApiResult<T>> => {
    const answer = await request(to, path, init);
    if (!answer.ok) return answer;
    const error = errorIn(answer.value);
    if (error) return { ok: false, error };
    const decoded = form(answer.value);
    return decoded.ok
      ? { ok: true, value: decoded.value }
      : { ok: false, error: { kind: 'undecodable', reason: decoded.reason } };
  };
  const { onOutcome: _, ...quiet } = endpoint;
  /**
   * Does what carries words of the user's where the server is there as what it is. That it is not, who asked
   * hears first: a line that a missing key ends would leave it in doubt whether anything was sent.
   */
  const toServer = async <T>(act: () => Promise<ApiResult<T>>): Promise<ApiResult<T>> => {
    const there = await verify(quiet, codec.dialect);
    return there.ok ? act() : { ok: false, error: { kind: 'unsent', cause: there.error } };
  };
  const change = async <T>(path: string, form: Form<T>, init: Question): Promise<ApiResult<T | undefined>> =>
    codec.capabilities.hasChannels ? toServer(() => ask(path, form, init)) : { ok: true, value: undefined };

  return {
    agents: () => ask(paths.agents, body(decodeAgents)),
    directChannel: (pair) => ask(paths.dmChannel(pair), body(decodeChannel)),
    channel: (roomId) => ask(`${paths.channel(roomId)}/details`, body(decodeChannel)),
    createChannel: (name, user, agentIds) =>
      toServer(() =>
        ask(paths.channels, body(decodeChannel, 201), {
          method: 'POST',
          body: codec.createChannelBody(name, user, agentIds),
        }),
      ),
    rename: (roomId, name) =>
      change(paths.channel(roomId), body(decodeRenamed(roomId)), { method: 'PATCH', body: { name } }),
    clear: (roomId) => change(paths.messages(roomId), empty, { method: 'DELETE' }),
    remove: (roomId) => change(paths.channel(roomId), empty, { method: 'DELETE' }),
    history: (roomId, page) => ask(paths.messages(roomId, page), body(decodeHistory)),
    upload: (roomId, file, name, cancel) => {
      const form = new FormData();
      form.set('file', file, name);
      const init = { method: 'POST', body: form, cancel };
      const patient = { ...endpoint, timeoutMs: UPLOAD_TIMEOUT_MS };
      return toServer(() => ask(paths.upload(roomId), body(decodeUpload), init, patient));
    },
    participants: (roomId) => ask(paths.participants(roomId), body(decodeParticipants)),
    changeAgent: (roomId, agentId, member) => {
      const agents = paths.agentsOf(roomId);
      const decode = decodeMembership(roomId, agentId);
      return member
        ? change(agents, body(decode, 201), { method: 'POST', body: { agentId } })
        : change(`${agents}/${agentId}`, body(decode), { method: 'DELETE' });
    },
    greet: () => verify(endpoint, codec.dialect),
    post: (roomId, message, options) =>
      toServer(() => post(endpoint, paths.messages(roomId), message, options)),
  };
};

/** Reads an answer, or says why it is none to what was asked. */
type Form<T> = (answer: Answer) => Decoded<T>;

/** An answer of that status whose body decodes (the statuses: ElizaOS 1.5.8 to 1.7.2). */
const body =
  <T>(decode: (body: unknown) => Decoded<T>, status = 200): Form<T> =>
  (answer) =>
    answer.status === status ? decode(answer.body) : { ok: false, reason: `HTTP ${answer.status}` };

/** What a deletion is answered with: 204, and nothing in it. */
const empty: Form<undefined> = ({ status, text }) =>
  status === 204 && text === ''
    ? { ok: true, value: undefined }
    : { ok: false, reason: `HTTP ${status} in place of 204` };

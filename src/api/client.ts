import type { AgentId, EntityId, RoomId } from '../model/ids.ts';
import type { Codec, Pair, User } from '../wire/codec.ts';
import {
  type AgentsPage,
  type Channel,
  decodeAgents,
  decodeChannel,
  decodeFoundChannel,
  decodeHistory,
  decodeMembership,
  decodeParticipants,
  decodeRenamed,
  decodeUpload,
  type HistoryPage,
  type Uploaded,
} from '../wire/decode-rest.ts';
import { type AnswerDecoder, bodyOf, decodeAnswer } from './decode-answer.ts';
import { verify } from './identify.ts';
import { type Post, post } from './post.ts';
import {
  type ApiResult,
  type Endpoint,
  type Question,
  quiet,
  type RequestError,
  request,
} from './request.ts';

/** The statuses of ElizaOS's answers (1.5.8 to 1.7.2). */
const OK = 200;
const CREATED = 201;

/** How long an upload may take, in milliseconds. */
const UPLOAD_TIMEOUT_MS = 600_000;

/**
 * The requests to a server. Before a change, an upload or a message is sent, the server is verified: where that
 * fails nothing is sent, and the error is `unsent`. No method rejects. (`GET /api/agents/{id}` must never be
 * called: ElizaOS 1.7.2 answers with the server's secrets.)
 */
export interface Api {
  agents(): Promise<ApiResult<AgentsPage>>;
  /** Finds or makes the direct channel of user and agent. */
  directChannel(pair: Pair): Promise<ApiResult<Channel>>;
  channel(roomId: RoomId): Promise<ApiResult<Channel>>;
  /** Makes a channel with one agent, or a group with several. `clientId`: what `findChannel` finds it by. */
  createChannel(
    name: string,
    user: User,
    agentIds: readonly AgentId[],
    clientId?: string,
  ): Promise<ApiResult<Channel>>;
  /** The id of the channel that was made with `clientId`; undefined where there is none. */
  findChannel(messageServerId: string, clientId: string): Promise<ApiResult<RoomId | undefined>>;
  /** Succeeds without a request where the dialect has no channels; so do the following changes. */
  rename(roomId: RoomId, name: string): Promise<ApiResult<undefined>>;
  /** Deletes all messages. */
  clear(roomId: RoomId): Promise<ApiResult<undefined>>;
  remove(roomId: RoomId): Promise<ApiResult<undefined>>;
  /** `limit` messages, newest first, strictly older than `before` (ms since the epoch). */
  history(roomId: RoomId, page: { limit: number; before?: number }): Promise<ApiResult<HistoryPage>>;
  /** Uploads a file for the room (multipart, field `file`). */
  upload(roomId: RoomId, file: Blob, name: string, cancel: AbortSignal): Promise<ApiResult<Uploaded>>;
  participants(roomId: RoomId): Promise<ApiResult<EntityId[]>>;
  /** Adds an agent to the room, or removes it. */
  changeAgent(roomId: RoomId, agentId: AgentId, member: boolean): Promise<ApiResult<undefined>>;
  /** Checks that the server answers and still is what was set up. */
  greet(): Promise<ApiResult<undefined, RequestError>>;
  post: Post;
}

export const createApi = (endpoint: Endpoint, codec: Codec): Api => {
  const { paths } = codec;
  const ask = async <T>(
    path: string,
    decode: AnswerDecoder<T>,
    init?: Question,
    to = endpoint,
  ): Promise<ApiResult<T>> => decodeAnswer(await request(to, path, init), decode);
  /**
   * Verifies the server, then acts. The verification reports no outcome: `onOutcome` might end the connection
   * before the caller has learned that nothing was sent.
   */
  const whenVerified = async <T>(act: () => Promise<ApiResult<T>>): Promise<ApiResult<T>> => {
    const there = await verify(quiet(endpoint), codec.dialect);
    return there.ok ? act() : { ok: false, error: { type: 'unsent', cause: there.error } };
  };
  const change = async <T>(
    path: string,
    decode: AnswerDecoder<T>,
    init: Question,
  ): Promise<ApiResult<T | undefined>> =>
    codec.capabilities.hasChannels
      ? whenVerified(() => ask(path, decode, init))
      : { ok: true, value: undefined };

  return {
    agents: () => ask(paths.agents, bodyOf(decodeAgents, OK)),
    directChannel: (pair) => ask(paths.dmChannel(pair), bodyOf(decodeChannel, OK)),
    channel: (roomId) => ask(`${paths.channel(roomId)}/details`, bodyOf(decodeChannel, OK)),
    findChannel: (messageServerId, clientId) =>
      ask(paths.channelsOf(messageServerId), bodyOf(decodeFoundChannel(clientId), OK)),
    createChannel: (name, user, agentIds, clientId) =>
      whenVerified(() =>
        ask(paths.channels, bodyOf(decodeChannel, CREATED), {
          method: 'POST',
          body: codec.createChannelBody(name, user, agentIds, clientId),
        }),
      ),
    rename: (roomId, name) =>
      change(paths.channel(roomId), bodyOf(decodeRenamed(roomId), OK), { method: 'PATCH', body: { name } }),
    clear: (roomId) => change(paths.messages(roomId), empty, { method: 'DELETE' }),
    remove: (roomId) => change(paths.channel(roomId), empty, { method: 'DELETE' }),
    history: async (roomId, page) => {
      const answer = await request(endpoint, paths.messages(roomId, page));
      const decoded = decodeAnswer(
        answer,
        bodyOf((body) => decodeHistory(body, roomId), OK),
      );
      const serverNow = answer.ok ? answer.value.date : undefined;
      return decoded.ok && serverNow !== undefined
        ? { ok: true, value: { ...decoded.value, serverNow } }
        : decoded;
    },
    upload: (roomId, file, name, cancel) => {
      const form = new FormData();
      form.set('file', file, name);
      const init = { method: 'POST', body: form, cancel };
      const patient = { ...endpoint, timeoutMs: UPLOAD_TIMEOUT_MS };
      return whenVerified(() => ask(paths.upload(roomId), bodyOf(decodeUpload, OK), init, patient));
    },
    participants: (roomId) => ask(paths.participants(roomId), bodyOf(decodeParticipants, OK)),
    changeAgent: (roomId, agentId, member) => {
      const agents = paths.agentsOf(roomId);
      const decode = decodeMembership(roomId, agentId);
      return member
        ? change(agents, bodyOf(decode, CREATED), { method: 'POST', body: { agentId } })
        : change(`${agents}/${agentId}`, bodyOf(decode, OK), { method: 'DELETE' });
    },
    greet: () => verify(endpoint, codec.dialect),
    post: (roomId, message, options) =>
      whenVerified(() => post(endpoint, paths.messages(roomId), message, options)),
  };
};

/** Accepts the answer to a deletion: 204 without a body (ElizaOS 1.5.8 to 1.7.2). */
const empty: AnswerDecoder<undefined> = ({ status, text }) =>
  status === 204 && text === ''
    ? { ok: true, value: undefined }
    : { ok: false, reason: `HTTP ${status} in place of 204` };

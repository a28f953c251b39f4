import { hostOf } from '../api/address.ts';
import type { Api } from '../api/client.ts';
import { probe } from '../api/probe.ts';
import type { ApiError, Fetch } from '../api/request.ts';
import type { DiagnosticsLog } from '../diagnostics/log.ts';
import {
  type AgentId,
  type EntityId,
  isUuid,
  type MessageId,
  type ProfileId,
  type RoomId,
} from '../model/ids.ts';
import type { OwnMessage } from '../model/message.ts';
import type { Room } from '../model/room.ts';
import type { ServerProfile } from '../model/server.ts';
import type { Ask, AskFailure, AskResult } from '../relay/contract.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Store, StoredRoom } from '../store/store.ts';
import { dialect } from '../wire/dialect.ts';
import { encodeSend, FRAME_LIMIT, frameBytes } from '../wire/encode.ts';
import type { Chance, Clock } from './clock.ts';
import type { Connection } from './connect.ts';
import type { History } from './history.ts';
import type { Incoming } from './incoming.ts';
import type { Ledger } from './ledger.ts';
import type { Outgoing } from './outgoing.ts';
import { lifeOf, type Session, summaries } from './session.ts';

export interface AsksDeps {
  store: Store;
  settingsStore: SettingsStore;
  session: Session;
  ledger: Ledger;
  fetch: Fetch;
  clock: Clock;
  chance: Chance;
  connection: Connection;
  incoming: Incoming;
  outgoing: Outgoing;
  history: History;
  log: DiagnosticsLog;
  api: () => Api | undefined;
  /** Takes a server over, or none, and everything that is stored of it. */
  enter: (profile: ServerProfile | undefined) => Promise<void>;
  /** Opens the room's conversation, or none. */
  open: (roomId: RoomId | undefined) => Promise<void>;
}

const DONE: AskResult = { ok: true };
const failed = (failure: AskFailure): AskResult => ({ ok: false, failure });
const notFound = (what: string): AskResult => failed({ code: 'not-found', what });

/** Does what a view asks. Resolves with the failure where it cannot be done; then nothing was changed. */
export const createAsks = (deps: AsksDeps): ((ask: Ask) => Promise<AskResult>) => {
  const { session, settingsStore, ledger, chance, clock, outgoing } = deps;

  const explain = (error: ApiError): AskFailure => {
    const address = session.profile?.address ?? '';
    const host = address && hostOf(address);
    switch (error.kind) {
      case 'network':
        return { code: 'nothing-listens', host };
      case 'timeout':
        return { code: 'timeout', host, seconds: error.seconds };
      case 'undecodable':
        return { code: 'server-error', error: error.reason, status: 200 };
      case 'status':
        return error.status === 401 || error.status === 403
          ? { code: 'wants-key', host, keyGiven: session.key !== undefined }
          : { code: 'server-error', error: error.error, status: error.status };
      default:
        return error satisfies never;
    }
  };

  const connectTo = async (address: string, key: string | undefined): Promise<AskResult> => {
    const result = await probe(address, key, { fetch: deps.fetch, now: clock.now });
    if (!result.ok) return failed(result.failure);
    const { found } = result;
    const before = (await settingsStore.profiles()).find((profile) => profile.address === found.address);
    const { roomId: _, ...known } = before ?? {
      id: chance.uuid() as ProfileId,
      entityId: chance.uuid() as EntityId,
      userName: 'User',
      hasKey: false,
    };
    const profile: ServerProfile = {
      ...known,
      ...found,
      version: found.version,
      hasKey: known.hasKey || key !== undefined,
    };
    await settingsStore.activate(profile, key);
    await deps.enter(profile);
    void loadAgents();
    return DONE;
  };

  const announceAgents = (agents: Session['agents']): Promise<void> =>
    ledger.alone(async () => {
      session.agents = agents;
      await ledger.commit([], [{ type: 'agents', agents }]);
    });

  const loadAgents = async (): Promise<AskResult> => {
    const { profile } = session;
    const api = deps.api();
    if (!profile || !api) return notFound('server');
    if (!dialect(profile.dialect).hasAgents) return DONE;
    await announceAgents({ status: 'loading', agents: session.agents.agents });
    const answer = await api.agents();
    if (session.profile?.id !== profile.id) return DONE;
    if (answer.ok) {
      answer.value.reasons.forEach(deps.log.undecodable);
      await announceAgents({ status: 'ready', agents: answer.value.agents });
      return DONE;
    }
    const failure = explain(answer.error);
    const shown =
      failure.code === 'timeout' || failure.code === 'wants-key'
        ? failure
        : { code: 'nothing-listens' as const, host: hostOf(profile.address) };
    await announceAgents({ status: 'failed', agents: session.agents.agents, failure: shown });
    return failed(failure);
  };

  const addRoom = async (room: Room): Promise<AskResult> => {
    const stored: StoredRoom = session.rooms.get(room.id) ?? {
      room,
      headAt: undefined,
      tailReached: false,
      preview: '',
      updatedAt: clock.now(),
    };
    await ledger.alone(() => ledger.commit([{ write: 'room', room: { ...stored, room } }], []));
    await deps.open(room.id);
    return DONE;
  };

  const roomWith = (agentId: AgentId, title: string, id: RoomId, profile: ServerProfile): Room => {
    const agentName = session.agents.agents.find((agent) => agent.id === agentId)?.name;
    const { entityId, userName, messageServerId } = profile;
    return {
      id,
      title,
      agentId,
      ...(agentName !== undefined && { agentName }),
      entityId,
      userName,
      messageServerId,
    };
  };

  const openAgent = async (agentId: AgentId): Promise<AskResult> => {
    const { profile } = session;
    const api = deps.api();
    const agent = session.agents.agents.find(({ id }) => id === agentId);
    if (!profile || !api) return notFound('server');
    if (!agent) return notFound('agent');
    const { entityId, messageServerId } = profile;
    const latest = summaries(session).find(
      ({ room }) => room.agentId === agentId && room.entityId === entityId,
    );
    if (latest) {
      await deps.open(latest.room.id);
      return DONE;
    }
    const channel = await api.directChannel({ entityId, agentId, messageServerId });
    if (!channel.ok) return failed(explain(channel.error));
    return addRoom(roomWith(agentId, agent.name, channel.value.id, profile));
  };

  const newConversation = async (): Promise<AskResult> => {
    const { profile } = session;
    const api = deps.api();
    const { room } = (profile?.roomId && session.rooms.get(profile.roomId)) || {};
    if (!profile || !api) return notFound('server');
    if (!room?.agentId) return notFound('agent');
    const { agentId, agentName = '' } = room;
    const { entityId, messageServerId } = profile;
    const name = `${agentName} ${new Date(clock.now()).toISOString().slice(0, 16).replace('T', ' ')}`.trim();
    const channel = await api.createChannel(name, { entityId, agentId, messageServerId });
    if (!channel.ok) return failed(explain(channel.error));
    return addRoom({ ...room, ...roomWith(agentId, name, channel.value.id, profile), agentName });
  };

  /** The ids and the name under which the user speaks; the first that is wrong is named. */
  const invalid = (entityId: string, userName: string, roomId?: string): AskResult | undefined => {
    const strict = session.profile && dialect(session.profile.dialect).needsUuids;
    const bad = (field: string, error: string) => failed({ code: 'invalid', field, error });
    if (strict && roomId !== undefined && !isUuid(roomId)) return bad('roomId', 'uuid');
    if (strict && !isUuid(entityId)) return bad('entityId', 'uuid');
    if (userName.trim() === '') return bad('userName', 'empty');
    return undefined;
  };

  const takeIdentity = async (entityId: EntityId, userName: string): Promise<ServerProfile | undefined> => {
    if (!session.profile) return undefined;
    const profile = { ...session.profile, entityId, userName };
    await settingsStore.activate(profile);
    await ledger.alone(async () => {
      session.profile = profile;
      await ledger.commit([], [{ type: 'profile', profile }]);
    });
    return profile;
  };

  const joinRoom = async (id: RoomId, entityId: EntityId, userName: string): Promise<AskResult> => {
    const wrong = invalid(entityId, userName, id);
    if (wrong) return wrong;
    const profile = await takeIdentity(entityId, userName);
    if (!profile) return notFound('server');
    const known = session.rooms.get(id)?.room;
    const { messageServerId } = profile;
    return addRoom({ title: id, ...known, id, entityId, userName, messageServerId });
  };

  /** With another entity another person speaks: the rooms of the one before are not theirs. */
  const changeIdentity = async (entityId: EntityId, userName: string): Promise<AskResult> => {
    const wrong = invalid(entityId, userName);
    if (wrong) return wrong;
    const before = session.profile?.entityId;
    if (!(await takeIdentity(entityId, userName))) return notFound('server');
    if (entityId !== before) {
      await deps.open(undefined);
      return DONE;
    }
    await ledger.alone(() => {
      const rooms = [...session.rooms.values()].filter(({ room }) => room.entityId === entityId);
      return ledger.commit(
        rooms.map((stored) => ({ write: 'room', room: { ...stored, room: { ...stored.room, userName } } })),
        [],
      );
    });
    return DONE;
  };

  const send = async (roomId: RoomId, messageId: MessageId, text: string): Promise<AskResult> => {
    const { room } = session.rooms.get(roomId) ?? {};
    if (!room) return notFound('room');
    const bytes = frameBytes(encodeSend(room, { messageId, text, attachments: [] }), Number.MAX_SAFE_INTEGER);
    if (bytes > FRAME_LIMIT) return failed({ code: 'too-large', bytes, limit: FRAME_LIMIT });
    await outgoing.queue(roomId, messageId, text);
    return DONE;
  };

  const withOwn = async (
    roomId: RoomId,
    id: MessageId,
    act: (message: OwnMessage) => Promise<void>,
  ): Promise<AskResult> => {
    const message = await deps.incoming.find(roomId, { clientId: id });
    if (message?.kind !== 'own') return notFound('message');
    const { state } = message.delivery;
    if (state === 'failed' || state === 'unconfirmed') await act(message);
    return DONE;
  };

  const loadOlder = async (roomId: RoomId, before: MessageId): Promise<AskResult> => {
    const message = await deps.incoming.find(roomId, { clientId: before });
    if (!message) return notFound('message');
    const older = await deps.history.older(roomId, message);
    return 'kind' in older ? failed(explain(older)) : { ok: true, older };
  };

  const perform = async (ask: Ask): Promise<AskResult> => {
    switch (ask.type) {
      case 'probe':
        return connectTo(ask.address, ask.key || undefined);
      case 'refresh-agents':
        return loadAgents();
      case 'open-agent':
        return openAgent(ask.agentId);
      case 'join-room':
        return joinRoom(ask.roomId, ask.entityId, ask.userName);
      case 'open-room':
        if (!session.rooms.has(ask.roomId)) return notFound('room');
        await deps.open(ask.roomId);
        return DONE;
      case 'new-conversation':
        return newConversation();
      case 'close-room':
        await deps.open(undefined);
        void loadAgents();
        return DONE;
      case 'leave-server':
        await settingsStore.deactivate();
        await deps.enter(undefined);
        return DONE;
      case 'send':
        return send(ask.roomId, ask.messageId, ask.text);
      case 'retry':
        return withOwn(ask.roomId, ask.messageId, outgoing.again);
      case 'discard':
        return withOwn(ask.roomId, ask.messageId, outgoing.discard);
      case 'load-older':
        return loadOlder(ask.roomId, ask.before);
      case 'save-draft': {
        const { roomId, text } = ask;
        if (!session.rooms.has(roomId)) return notFound('room');
        await ledger.alone(() =>
          ledger.commit([{ write: 'draft', roomId, text }], [{ type: 'draft', roomId, text }]),
        );
        return DONE;
      }
      case 'enable-composer': {
        const { roomId } = ask;
        await ledger.alone(async () => {
          lifeOf(session, roomId).composerDisabled = false;
          await ledger.commit([], [{ type: 'composer', roomId, disabled: false }]);
        });
        return DONE;
      }
      case 'connect-now':
        deps.connection.tryNow();
        return DONE;
      case 'change-identity':
        return changeIdentity(ask.entityId, ask.userName);
      case 'change-settings': {
        const { settings } = ask;
        await settingsStore.saveSettings(settings);
        await ledger.alone(async () => {
          session.settings = settings;
          await ledger.commit([], [{ type: 'settings', settings }]);
        });
        return DONE;
      }
      case 'diagnose':
        return { ok: true, report: deps.log.report() };
      default:
        return ask satisfies never;
    }
  };

  return async (ask) => {
    try {
      return await perform(ask);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      deps.log.add('note', 'storage', words);
      return failed({ code: 'storage', error: words });
    }
  };
};

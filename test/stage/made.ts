import type { DescribedServer } from '../../src/model/described-server.ts';
import type { AgentId, EntityId, MessageId, ProfileId, RoomId } from '../../src/model/ids.ts';
import { DEFAULT_MESSAGE_SERVER } from '../../src/model/ids.ts';
import type { OtherMessage, OwnMessage } from '../../src/model/message.ts';
import type { Agent, Room } from '../../src/model/room.ts';
import type { ServerProfile } from '../../src/model/server.ts';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import type { OpenRoom, ViewState } from '../../src/relay/to-view.ts';
import type { Platform } from '../../src/views/platform/platform.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import { english } from './english.ts';

export const ROOM_ID = '8f0b9b9e-1d0c-4a39-9a35-0f8f2a1b7c11' as RoomId;
const ENTITY_ID = '3f2a6f0e-55f4-4a6c-9a0e-0a4b7d1c2e33' as EntityId;

export const madeProfile = (parts: Partial<ServerProfile> = {}): DescribedServer => ({
  id: 'local' as ProfileId,
  address: 'http://localhost:3000',
  dialect: 'modern',
  version: '1.7.2',
  messageServerId: DEFAULT_MESSAGE_SERVER,
  entityId: ENTITY_ID,
  userName: 'Robin',
  hasKey: false,
  mode: 'automatic',
  transports: 'automatic',
  capabilities: codecOf(parts.dialect ?? 'modern').capabilities,
  ...parts,
});

export const madeAgent = (name: string, bio: string, active = true): Agent => ({
  id: `agent-${name}` as AgentId,
  name,
  bio,
  active,
});

export const madeRoom = (parts: Partial<Room> = {}): Room => ({
  id: ROOM_ID,
  title: 'Eliza',
  agentId: 'agent-Eliza' as AgentId,
  agentName: 'Eliza',
  entityId: ENTITY_ID,
  userName: 'Robin',
  messageServerId: DEFAULT_MESSAGE_SERVER,
  ...parts,
});

export const own = (id: string, text: string, at: number, parts: Partial<OwnMessage> = {}): OwnMessage => ({
  type: 'own',
  id: id as MessageId,
  roomId: ROOM_ID,
  authorName: 'Robin',
  text,
  at,
  order: at,
  attachments: [],
  delivery: { type: 'sent' },
  ...parts,
});

export const other = (
  id: string,
  text: string,
  at: number,
  parts: Partial<OtherMessage> = {},
): OtherMessage => ({
  type: 'other',
  id: id as MessageId,
  roomId: ROOM_ID,
  authorName: 'Eliza',
  text,
  at,
  order: at,
  attachments: [],
  reply: 'complete',
  actions: [],
  ...parts,
});

export const madeOpen = (parts: Partial<OpenRoom> = {}): OpenRoom => ({
  room: madeRoom(),
  messages: [],
  hasOlder: false,
  activity: { typing: [] },
  composerDisabled: false,
  draft: '',
  ...parts,
});

export const madeState = (parts: Partial<ViewState> = {}): ViewState => ({
  profile: madeProfile(),
  servers: [madeProfile()],
  agents: { status: 'ready', agents: [madeAgent('Eliza', 'A helpful agent')] },
  rooms: [],
  connection: { type: 'connected', transport: 'websocket' },
  open: madeOpen(),
  settings: DEFAULT_SETTINGS,
  ...parts,
});

/** A view's browser, in which everything is granted. */
export const madePlatform = (parts: Partial<Platform> = {}): Platform => ({
  openPort: () => {
    throw new Error('there is no port');
  },
  getMessage: english,
  requestOrigin: async () => true,
  openOptions: () => undefined,
  storage: localStorage,
  openReader: () => {
    throw new Error('nothing is stored');
  },
  ...parts,
});

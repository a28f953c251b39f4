import { encodeConversation } from '../../src/model/conversation-file.ts';
import type { EntityId, ProfileId, RoomId } from '../../src/model/ids.ts';
import type { Message } from '../../src/model/message.ts';
import type { ProbeFailure } from '../../src/model/probe-failure.ts';
import type { CommandResult, ViewChange, ViewState } from '../../src/relay/to-view.ts';
import type { Command } from '../../src/relay/to-worker.ts';
import type { TextKey } from '../../src/views/i18n/text.ts';
import type { AttachedFile } from '../../src/views/state/attached-file.ts';
import { seenEnding, seenWell } from './diagnostics-scene.ts';
import { everyKind, kindsReadAt } from './kinds.ts';
import { madeAgent, madeOpen, madeProfile, madeRoom, madeState, other, own, ROOM_ID } from './made.ts';
import { markdownScenes } from './markdown-scenes.ts';

/** What the stage can show: a state of the worker, and what to press once it is there. */
export interface Scene {
  state: ViewState;
  /** Names of buttons, pressed one after the other. */
  press?: string[];
  page?: 'options';
  /** The files in the composer. */
  attached?: AttachedFile[];
  answer?: (ask: Command) => CommandResult | Promise<CommandResult>;
  /** What the store holds, and what is searched for in it. */
  stored?: Message[];
  search?: string;
  /** A file that is chosen to be imported. */
  chosen?: { name: string; content: string };
  /** Words that throw when they are asked for: what shows them cannot be shown. */
  throws?: TextKey;
  /** Changes that come one after the other, 40 ms apart. */
  plays?: ViewChange[];
}

const MINUTE = 60_000;
// The middle of today, so that "Today" and the order of things do not depend on the hour.
const DAY = 24 * 60 * MINUTE;
const noon = new Date().setHours(12, 0, 0, 0);

const REPLY = `Emit \`ROOM_JOINING\` on **every** \`connect\`, not just the first:

\`\`\`ts
socket.on("connect", () => {
  join(room);
  catchUp(lastSeen);
});
\`\`\`

Then:

- wait for the join to be confirmed,
- read what you missed,
- send what is still queued.`;

const conversation = [
  own('m1', 'How do I join the room again after a reconnect?', noon),
  other('m2', REPLY, noon + 9000, { thought: 'They ask about reconnects.', actions: ['REPLY'] }),
  own('m3', 'And what do I lose if the worker dies\nin between?', noon + 2 * MINUTE),
  own('m4', 'Thanks!', noon + 2 * MINUTE + 5000),
  other('m5', 'Nothing: what is not committed did not happen.', noon + 3 * MINUTE),
  other('m6', 'And what was announced was committed first.', noon + 3 * MINUTE + 2000),
];

const long = Array.from({ length: 50 }, (_, index) =>
  index % 3 === 0
    ? own(`l${index}`, `Question ${index}`, noon - (60 - index) * MINUTE)
    : other(
        `l${index}`,
        `Answer ${index}, ${'which goes on for a while, '.repeat(index % 5)}and ends.`,
        noon - (60 - index) * MINUTE,
      ),
);

/** A room of 10,000 messages; the history gives them in pages of 500. */
const HISTORY = Array.from({ length: 10_000 }, (_, index) => {
  const at = noon - (10_100 - index) * MINUTE;
  if (index % 3 === 0) return own(`e${index}`, `Question ${index}`, at);
  const text = `Answer ${index}, ${'which **goes on** for a while, '.repeat(index % 7)}and ends.`;
  return other(`e${index}`, index % 10 === 1 ? `${text}\n\n${REPLY}` : text, at);
});
export const HISTORY_PAGE = 500;
/** How many messages an endless conversation begins with. */
export const FIRST_PAGE = 50;

const olderHistory = (ask: Command): CommandResult => {
  if (ask.type !== 'load-older') return { ok: true };
  const end = HISTORY.findIndex(({ id }) => id === ask.before);
  const start = Math.max(0, end - (ask.limit ?? HISTORY_PAGE));
  return { ok: true, older: { messages: HISTORY.slice(start, end), hasOlder: start > 0 } };
};

const talking = (parts: Partial<ViewState>, open = madeOpen({ messages: conversation })): ViewState =>
  madeState({ open, ...parts });

const agents = [
  madeAgent('Eliza', 'A helpful agent'),
  madeAgent('Ada', 'Reviews pull requests and explains the reasons behind each remark'),
  madeAgent('Atlas', 'Research, with sources', false),
];

const rooms = ['Eliza', 'Eliza', 'Ada'].map((title, index) => ({
  room: madeRoom({ title, id: (index === 0 ? ROOM_ID : `room-${index}`) as RoomId }),
  preview: ['Both are with me now.', 'How do I join the room again after a reconnect?', ''][index] ?? '',
  at: noon - index * 26 * 60 * MINUTE,
  unread: index === 1 ? 2 : 0,
  waiting: 0,
}));

const manyRooms = [
  {
    title: 'How do I join the room again after…',
    preview: 'Both are **with me** now.',
    unread: 0,
    waiting: 0,
  },
  { title: 'Circle of friends', preview: 'Then it is settled: `ROOM_JOINING` first.', unread: 3, waiting: 0 },
  {
    title: 'A title that is much too long for one line of the panel',
    preview: '- [Read this](https://example.com/a) and say what you think of it, please',
    unread: 120,
    waiting: 2,
  },
  { title: 'Ada 2026-11-24 10:02', preview: '', unread: 0, waiting: 0 },
  { title: 'مرحبا بالعالم', preview: 'شكرا لك', unread: 1, waiting: 0 },
  { title: 'lobby', preview: 'Anybody here?', unread: 0, waiting: 0 },
].map(({ title, ...words }, index) => {
  const name = index === 3 ? 'Ada' : 'Eliza';
  const { agentId: _, agentName: __, ...bare } = madeRoom({ title, id: `many-${index}` as RoomId });
  const members = agents.slice(0, 2).map((agent) => ({ id: agent.id, name: agent.name }));
  return {
    room:
      index === 1
        ? { ...bare, agents: members }
        : index === 5
          ? bare
          : {
              ...bare,
              id: index === 0 ? ROOM_ID : bare.id,
              agentId: madeAgent(name, '').id,
              agentName: name,
            },
    ...words,
    at: noon - index * 13 * 60 * MINUTE,
  };
});

const speaks = (index: number) => {
  const { id, name } = agents[index] ?? madeAgent('Grace', '');
  return { roomId: 'many-1' as RoomId, authorId: id as string as EntityId, authorName: name };
};
const inCircle = [
  own('g1', 'Who of you joins first?', noon, { roomId: 'many-1' as RoomId }),
  other('g2', 'I do, with `ROOM_JOINING`.', noon + 1000, speaks(0)),
  other('g3', 'And I read what was missed.', noon + 2000, speaks(1)),
  other('g4', 'Nothing is left for me then.', noon + 3000, speaks(2)),
  other('g5', 'Unless somebody asks.', noon + 4000, speaks(2)),
];

const elsewhere = [
  other(
    'e1',
    `Before anything else can be said about it, two things have to be told apart. ${'There is more. '.repeat(5)}Then **join** the Room, or rejoin röom 7.`,
    noon - 26 * 60 * MINUTE,
    { roomId: 'many-2' as RoomId },
  ),
  own('e2', 'Joined the room', noon - 40 * 24 * 60 * MINUTE, { roomId: 'many-4' as RoomId }),
];

const home = madeProfile({ name: 'Home', hasKey: true });
const servers = [
  home,
  {
    ...madeProfile({ address: 'https://agents.example.org', version: '1.6.5', id: 'work' as ProfileId }),
    waiting: 2,
  },
];

const NO_STORAGE = 'QuotaExceededError: the disk is full';

const failing = (failure: ProbeFailure): Scene => ({
  state: madeState({ profile: null, open: null }),
  press: ['Connect'],
  answer: () => ({ ok: false, failure }),
});

const host = 'localhost:3001';
const stream = (id: string, text: string): ViewChange[] =>
  text.match(/[\s\S]{1,6}/g)?.map((part) => ({
    type: 'append' as const,
    roomId: ROOM_ID,
    id: other(id, '', 0).id,
    text: part,
  })) ?? [];

export const scenes = {
  setup: { state: madeState({ profile: null, open: null }) },
  'setup-more': { state: madeState({ profile: null, open: null }), press: ['More options'] },
  'bad-address': failing({ type: 'bad-address', input: 'http//' }),
  'nothing-listens': failing({ type: 'nothing-listens', host }),
  'not-elizaos': failing({ type: 'not-elizaos', host }),
  'wants-key': failing({ type: 'wants-key', host, keyGiven: false }),
  'wrong-key': failing({ type: 'wants-key', host, keyGiven: true }),
  'not-allowed': failing({ type: 'not-allowed', host, origin: 'http://localhost/*' }),
  timeout: failing({ type: 'timeout', host, seconds: 10 }),
  agents: { state: madeState({ open: null, agents: { status: 'ready', agents } }) },
  'agents-none': { state: madeState({ open: null, agents: { status: 'ready', agents: [] } }) },
  'agents-failed': {
    state: madeState({
      open: null,
      agents: { status: 'failed', agents: [], failure: { type: 'nothing-listens', host } },
    }),
  },
  'room-form': { state: madeState({ open: null }), press: ['Use a room ID instead'] },
  document: { state: madeState({ open: null, profile: madeProfile({ dialect: 'reference' }) }) },
  conversation: { state: talking({}) },
  kinds: {
    state: talking(
      { limitedUntil: Date.now() + 12 * MINUTE },
      madeOpen({ messages: everyKind(noon), hasOlder: true, readOrder: kindsReadAt(noon) }),
    ),
  },
  ...markdownScenes,
  long: { state: talking({}, madeOpen({ messages: long, hasOlder: true })) },
  unread: {
    state: talking({}, madeOpen({ messages: conversation, readOrder: noon + 9000 })),
  },
  endless: {
    state: talking({}, madeOpen({ messages: HISTORY.slice(-FIRST_PAGE), hasOlder: true })),
    answer: olderHistory,
  },
  empty: { state: talking({}, madeOpen()) },
  thinking: {
    state: talking(
      {},
      madeOpen({
        messages: conversation.slice(0, 3),
        activity: { thinking: { who: 'e', name: 'Eliza', until: Date.now() + MINUTE }, typing: [] },
      }),
    ),
  },
  streaming: {
    state: talking(
      {},
      madeOpen({
        messages: [...conversation.slice(0, 1), other('s1', '', noon + 9000, { reply: 'streaming' })],
      }),
    ),
    plays: stream('s1', `${REPLY}\n\nYour worker was **replaced while you were a`),
  },
  stopped: {
    state: talking(
      {},
      madeOpen({
        messages: [
          ...conversation.slice(0, 1),
          other('s0', REPLY, noon + 9000, { stoppedAt: 57 }),
          own('s2', 'And then?', noon + MINUTE, { edited: true }),
          own('s3', 'And what then?', noon + 2 * MINUTE),
          other('s4', `${REPLY}\n\nMore.`, noon + 2 * MINUTE + 500, { reply: 'streaming', stoppedAt: 57 }),
        ],
      }),
    ),
  },
  action: {
    state: talking(
      {},
      madeOpen({
        messages: [
          own('x1', 'What is the weather like?', noon),
          other('x2', 'Executing action: SEARCH', noon + 1000, {
            actions: ['SEARCH'],
            actionStatus: 'completed',
            thought: 'They want to know about the weather, so I look it up.',
          }),
          other('x3', 'Executing action: SUMMARIZE', noon + 2000, {
            actions: ['SUMMARIZE'],
            actionStatus: 'executing',
          }),
          other('x4', 'It rains.', noon + 3000, { thought: 'Short.', actions: ['REPLY'] }),
        ],
        activity: {
          typing: [],
          presence: [{ who: 'b', name: 'Bob', joined: true }],
        },
      }),
    ),
    press: ['Thought'],
    plays: [
      {
        type: 'activity',
        roomId: ROOM_ID,
        activity: {
          typing: [],
          presence: [
            { who: 'b', name: 'Bob', joined: true },
            { who: 'a', name: 'Ada', joined: true },
          ],
        },
      },
    ],
  },
  editing: { state: talking({}), press: ['Edit'] },
  attaching: {
    state: talking({}, madeOpen({ messages: conversation, draft: 'Here are the files' })),
    attached: [
      {
        id: 'f1',
        name: 'photo of the whole team, taken last week.png',
        bytes: 1_430_000,
        type: 'uploading',
        cancel: () => undefined,
      },
      {
        id: 'f2',
        name: 'notes.txt',
        bytes: 12_000,
        type: 'uploading',
        cancel: () => undefined,
      },
      {
        id: 'f3',
        name: 'diagram.png',
        bytes: 240_000,
        type: 'done',
        attachment: { id: 'f3', url: '/media/f3.png', title: 'diagram.png', contentType: 'image/png' },
      },
      {
        id: 'f4',
        name: 'all.zip',
        bytes: 80_000,
        type: 'failed',
        why: 'The server refused: Invalid file type. Only audio/mpeg, image/png are allowed',
      },
    ],
  },
  waiting: { state: talking({ connection: { type: 'waiting', until: Date.now() + 8000 } }) },
  limited: { state: talking({ limitedUntil: Date.now() + 12 * MINUTE }) },
  'no-storage': { state: talking({ storageFault: NO_STORAGE }) },
  'no-storage-setup': { state: madeState({ profile: null, open: null, storageFault: NO_STORAGE }) },
  'no-storage-agents': {
    state: madeState({ open: null, agents: { status: 'ready', agents }, storageFault: NO_STORAGE }),
  },
  'no-storage-conversations': {
    state: talking({ rooms: manyRooms, storageFault: NO_STORAGE }),
    press: ['Conversations'],
  },
  'no-storage-search': {
    state: talking({ rooms: manyRooms, storageFault: NO_STORAGE }),
    press: ['Conversations', 'Search'],
  },
  'no-storage-diagnostics': {
    state: talking({ storageFault: NO_STORAGE }),
    press: ['Diagnostics'],
    answer: seenWell(),
  },
  'no-storage-options': { state: talking({ storageFault: NO_STORAGE }), page: 'options' },
  'message-failed': {
    state: talking(
      {},
      madeOpen({
        messages: [
          ...conversation.slice(0, 1),
          other('b1', REPLY, noon + 9000, { reply: 'incomplete' }),
          own('b2', 'Once more, please', noon + MINUTE),
          other('b3', 'Here it is.', noon + MINUTE + 2000),
        ],
      }),
    ),
    throws: 'reply_incomplete',
  },
  'message-failed-delete': {
    state: talking(
      {},
      madeOpen({
        messages: [
          ...conversation.slice(0, 2),
          own('b2', 'Once more, please', noon + MINUTE, { edited: true }),
        ],
      }),
    ),
    throws: 'edited_below',
    press: ['Delete'],
  },
  'page-failed': { state: talking({ rooms }), throws: 'message_label' },
  'page-failed-beside': { state: talking({ rooms }), press: ['Settings'], throws: 'theme' },
  'row-failed': {
    state: talking({ rooms: manyRooms }),
    press: ['Conversations'],
    throws: 'conversations_waiting',
  },
  unanswered: {
    state: talking(
      {},
      madeOpen({
        messages: [
          own('u1', 'Did this one arrive?', Date.now() - 5 * MINUTE, {
            delivery: { type: 'sent', twice: 'maybe' },
          }),
          own('u2', 'And this one?', Date.now() - 4 * MINUTE, { delivery: { type: 'unconfirmed' } }),
          own('u3', 'Are you there?', Date.now() - 3 * MINUTE),
        ],
      }),
    ),
  },
  offline: {
    state: talking(
      { connection: { type: 'offline' } },
      madeOpen({
        messages: [
          ...conversation,
          own('o1', 'Good. And this one?', noon + 5 * MINUTE, { delivery: { type: 'queued' } }),
        ],
        draft: 'Another thought while offline',
      }),
    ),
  },
  refused: {
    state: talking({
      connection: { type: 'refused', code: 'wants-key', error: 'Invalid or missing API Key' },
    }),
  },
  'wrong-key-stored': {
    state: talking({
      profile: madeProfile({ hasKey: true }),
      connection: { type: 'refused', code: 'wants-key', error: '' },
    }),
  },
  'key-for-agents': {
    state: madeState({
      open: null,
      agents: { status: 'failed', agents: [], failure: { type: 'wants-key', host, keyGiven: true } },
    }),
  },
  blocked: { state: talking({ blocked: 'http://localhost:3000' }) },
  'blocked-waiting': {
    state: talking({ blocked: 'http://localhost:3000', connection: { type: 'waiting', until: noon + DAY } }),
  },
  'blocked-agents': {
    state: madeState({
      open: null,
      blocked: 'http://localhost:3000',
      agents: { status: 'failed', agents: [], failure: { type: 'nothing-listens', host } },
    }),
  },
  redirects: failing({ type: 'redirects', host }),
  'several-servers': { state: talking({ profile: home, servers }) },
  'several-servers-agents': {
    state: madeState({ open: null, profile: home, servers, agents: { status: 'ready', agents } }),
  },
  'several-servers-setup': { state: madeState({ profile: null, open: null, servers }) },
  'settings-servers': { state: talking({ profile: home, servers }), press: ['Settings'] },
  'settings-server': {
    state: talking({ profile: home, servers }),
    press: ['Settings', 'Edit Home', 'Replace API key', 'Remove this server'],
  },
  'add-server': { state: talking({ profile: home, servers }), press: ['Settings', 'Add a server'] },
  paused: { state: talking({}, madeOpen({ messages: conversation, composerDisabled: true })) },
  draft: { state: talking({}, madeOpen({ messages: conversation, draft: 'A draft\nof three\nlines' })) },
  group: {
    state: talking(
      { rooms: manyRooms },
      madeOpen({ room: manyRooms[1]?.room ?? madeRoom(), messages: inCircle }),
    ),
  },
  conversations: { state: talking({ rooms }), press: ['Conversations'] },
  'conversations-many': { state: talking({ rooms: manyRooms }), press: ['Conversations'] },
  'conversations-menu': {
    state: talking({ rooms: manyRooms }),
    press: ['Conversations', 'More: Circle of friends'],
  },
  'conversations-delete': {
    state: talking({ rooms: manyRooms }),
    press: ['Conversations', 'More: A title that is much too long for one line of the panel', 'Delete'],
  },
  'conversations-rename': {
    state: talking({ rooms: manyRooms }),
    press: ['Conversations', 'More: Circle of friends', 'Rename'],
  },
  'conversations-group': {
    state: talking({ rooms: manyRooms, agents: { status: 'ready', agents } }),
    press: ['Conversations', 'New group'],
  },
  search: {
    state: talking({ rooms: manyRooms }),
    press: ['Conversations', 'Search'],
    stored: [...conversation, ...inCircle, ...elsewhere],
    search: 'joi room',
  },
  import: {
    state: talking({ rooms: manyRooms }),
    press: ['Conversations'],
    chosen: {
      name: 'How do I join the room again after a reconnect 2026-11-24.json',
      content: encodeConversation(madeRoom({ title: 'How do I join the room again after…' }), conversation),
    },
  },
  'import-refused': {
    state: talking({ rooms: manyRooms }),
    press: ['Conversations'],
    chosen: { name: 'package.json', content: '{ "name": "parley" }' },
  },
  'search-none': { state: talking({ rooms: manyRooms }), press: ['Conversations', 'Search'] },
  'conversations-gone': {
    state: madeState({ open: null, rooms, closedRoomTitle: 'How do I join the room again' }),
  },

  settings: { state: talking({}), press: ['Settings'] },
  options: { state: talking({}), page: 'options' },
  diagnostics: { state: talking({}), press: ['Diagnostics'], answer: seenWell() },
  'diagnostics-failed': {
    state: talking({ connection: { type: 'waiting', until: Date.now() + 60_000 } }),
    press: ['Diagnostics', 'Run the checks'],
    answer: seenEnding(),
  },
  'diagnostics-none': { state: madeState({ profile: null, open: null }), press: ['Diagnostics'] },
} satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;

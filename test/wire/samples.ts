/**
 * Every event that we know with every field that we read of it, as PROTOCOL and the document's page tell it.
 * `required`: without it nothing is decoded. All other fields may be missing.
 */
export interface Sample {
  event: string;
  payload: Record<string, unknown>;
  required: readonly string[];
  /** A server's `message` of this type carries the same payload. */
  messageType?: number;
}

const attachment = {
  id: 'a1',
  url: '/media/dot.png',
  title: 'dot.png',
  name: 'other.png',
  source: 'extension',
  contentType: 'image/png',
  type: 'image',
  description: '',
  text: '',
};

export const SAMPLES: readonly Sample[] = [
  { event: 'authenticated', payload: { entityId: 'e1', timestamp: 1 }, required: [] },
  { event: 'connection_established', payload: { message: 'Connected', socketId: 's1' }, required: [] },
  { event: 'channel_joined', payload: { message: 'joined', roomId: 'r1' }, required: ['roomId'] },
  { event: 'room_joined', payload: { message: 'joined', roomId: 'r1' }, required: ['roomId'] },
  {
    event: 'messageBroadcast',
    messageType: 3,
    payload: {
      id: 'm1',
      clientMessageId: 'c1',
      roomId: 'r1',
      senderId: 'e1',
      senderName: 'Eliza',
      text: 'hello',
      createdAt: 1795507858078,
      source: 'agent_response',
      serverId: '0',
      updatedAt: 1795507858079,
      thought: 'thinking',
      actions: ['REPLY'],
      attachments: [attachment],
      metadata: {},
    },
    required: ['roomId', 'text'],
  },
  {
    event: 'messageAck',
    messageType: 4,
    payload: { clientMessageId: 'c1', messageId: 'm1', status: 'received', roomId: 'r1' },
    required: ['clientMessageId'],
  },
  {
    event: 'messageStreamChunk',
    payload: { messageId: 'm1', chunk: 'Hel', index: 0, agentId: 'a1', channelId: 'r1' },
    required: ['messageId', 'chunk', 'index', 'agentId', 'channelId'],
  },
  {
    event: 'messageStreamError',
    payload: { messageId: 'm1', channelId: 'r1', agentId: 'a1', error: 'broke', partialText: 'Hel' },
    required: ['messageId', 'channelId', 'error'],
  },
  { event: 'messageComplete', payload: { roomId: 'r1' }, required: [] },
  {
    event: 'controlMessage',
    messageType: 6,
    payload: { action: 'disable_input', roomId: 'r1', target: 'input' },
    required: ['action'],
  },
  { event: 'messageError', payload: { error: 'channelId is required for joining.' }, required: ['error'] },
  {
    event: 'userJoined',
    payload: { userId: 'e1', roomId: 'r1', userName: 'Ann' },
    required: ['userId', 'roomId'],
  },
  { event: 'userLeft', payload: { userId: 'e1', roomId: 'r1' }, required: ['userId', 'roomId'] },
  {
    event: 'userTyping',
    payload: { userId: 'e1', roomId: 'r1', isTyping: true, userName: 'Ann' },
    required: ['userId', 'roomId', 'isTyping'],
  },
  {
    event: 'channelUpdated',
    payload: { channelId: 'r1', updates: { name: 'New' } },
    required: ['channelId'],
  },
  { event: 'channelCleared', payload: { channelId: 'r1' }, required: ['channelId'] },
  { event: 'channelDeleted', payload: { channelId: 'r1' }, required: ['channelId'] },
  {
    event: 'messageDeleted',
    payload: { channelId: 'r1', messageId: 'm1' },
    required: ['channelId', 'messageId'],
  },
];

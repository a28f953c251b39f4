import type { Paths } from './codec.ts';

/** Where every ElizaOS reports its version; a server after the Messaging page answers 404. */
export const VERSION_PATH = '/api/system/version';

export const MESSAGING = '/api/messaging';

/** The addresses of a server whose channels are at `channels`, and those of one message server below `servers`. */
export const pathsAt = (channels: string, servers = 'message-servers'): Paths => {
  const channel = (id: string): string => `${channels}/${encodeURIComponent(id)}`;
  return {
    agents: '/api/agents',
    channels,
    channelsOf: (id) => `${MESSAGING}/${servers}/${encodeURIComponent(id)}/channels`,
    dmChannel: ({ entityId, agentId, messageServerId }) =>
      `${MESSAGING}/dm-channel?${new URLSearchParams({
        currentUserId: entityId,
        targetUserId: agentId,
        dmServerId: messageServerId,
      })}`,
    channel,
    participants: (id) => `${channel(id)}/participants`,
    agentsOf: (id) => `${channel(id)}/agents`,
    // The same in every ElizaOS, whatever it calls its other paths (1.5.8 to 1.7.2).
    upload: (id) => `${MESSAGING}/channels/${id}/upload-media`,
    messages: (id, page) => {
      if (page === undefined) return `${channel(id)}/messages`;
      const before = page.before === undefined ? '' : `&before=${page.before}`;
      return `${channel(id)}/messages?limit=${page.limit}${before}`;
    },
  };
};

import { io } from 'socket.io-client';

type Place = Record<'url' | 'room' | 'me', string>;
const messages: string[] = [];
const views = new Set<chrome.runtime.Port>();
const connected = chrome.storage.local.get<Place>().then(({ url, room, me }) => {
  const socket = io(url, { transports: ['websocket'] });
  socket.on('connect', () => socket.emit('message', { type: 1, payload: { roomId: room, entityId: me } }));
  socket.on('messageBroadcast', ({ text }: { text: string }) => {
    messages.push(text);
    for (const view of views) view.postMessage([text]);
  });
  socket.on('messageStreamChunk', ({ chunk }: { chunk: string }) => {
    for (const view of views) view.postMessage({ chunk });
  });
  return (message: string) => {
    const payload = { roomId: room, senderId: me, message, messageId: crypto.randomUUID() };
    socket.emit('message', { type: 2, payload });
  };
});
chrome.runtime.onConnect.addListener((view) => {
  views.add(view);
  view.onDisconnect.addListener(() => views.delete(view));
  view.onMessage.addListener(async (message: string) => (await connected)(message));
  view.postMessage(messages.slice(-50));
});

import browser from 'webextension-polyfill';
import { PORT_NAME } from '../../relay/port.ts';
import { App } from '../app.tsx';
import { mount } from '../mount.tsx';
import { openStorage } from '../platform/open-storage.ts';

// Known before the click: `sidePanel.open` must not be preceded by an `await`.
let windowId: number | undefined;
void chrome.windows.getCurrent().then((current) => {
  windowId = current.id;
});

mount(App, {
  openPort: () => browser.runtime.connect({ name: PORT_NAME }),
  getMessage: browser.i18n.getMessage,
  openSidePanel: () => {
    if (windowId !== undefined) void chrome.sidePanel.open({ windowId });
  },
  requestOrigin: (origin) => browser.permissions.request({ origins: [origin] }),
  openOptions: () => void browser.runtime.openOptionsPage(),
  storage: openStorage(() => localStorage),
  openReader: async () => (await import('../../store/reader.ts')).openReader(),
  readConversation: async (...where) => (await import('../../store/reader.ts')).readConversation(...where),
});

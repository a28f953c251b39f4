import browser from 'webextension-polyfill';
import { PORT_NAME } from '../../relay/port.ts';
import { App } from '../app.tsx';
import { mount } from '../mount.tsx';
import { openStorage } from '../platform/open-storage.ts';

mount(App, {
  openPort: () => browser.runtime.connect({ name: PORT_NAME }),
  getMessage: browser.i18n.getMessage,
  requestOrigin: (origin) => browser.permissions.request({ origins: [origin] }),
  openOptions: () => void browser.runtime.openOptionsPage(),
  storage: openStorage(() => localStorage),
  openReader: async () => (await import('../../store/reader.ts')).openReader(),
  readConversation: async (...where) => (await import('../../store/reader.ts')).readConversation(...where),
});

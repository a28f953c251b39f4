import { WebSocket } from 'engine.io-client';
import browser from 'webextension-polyfill';
import { NoRedirectPolling } from '../api/polling.ts';
import { clampCount } from '../model/count.ts';
import { holdPort } from '../relay/hold-port.ts';
import { PORT_NAME } from '../relay/port.ts';
import { isView } from '../relay/sender.ts';
import { createSettingsStore } from '../settings/settings-store.ts';
import { openWithFallback } from '../store/fallback.ts';
import { openStore } from '../store/indexed-db.ts';
import { DATABASE_NAME } from '../store/names.ts';
import { socketTransport } from '../transport/socket.ts';
import { systemChance, systemClock } from './clock.ts';
import { startWorker } from './worker.ts';

/** Wakes a worker that was killed, as long as there is a reason: the shortest period that Chrome grants. */
const ALARM = 'wake';
const ALARM_MINUTES = 0.5;

/** Chrome hears listeners only that are there when the worker's first script has run: none after an await. */
const ready = start();

// Keys are stored there: scripts within the pages of sites must not read it.
void chrome.storage.local.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' });

browser.runtime.onConnect.addListener((port) => {
  const { id } = browser.runtime;
  if (port.name !== PORT_NAME || !isView(port.sender, { id, root: browser.runtime.getURL('') })) {
    port.disconnect();
    return;
  }
  const held = holdPort(port);
  void ready.then((worker) => worker.accept(held));
});

browser.alarms.onAlarm.addListener(({ name }) => {
  if (name === ALARM) void ready.then((worker) => worker.wake());
});

browser.runtime.onStartup.addListener(() => void ready);
browser.runtime.onInstalled.addListener(() => void ready);
const permissionsChanged = () => void ready.then((worker) => worker.permissionsChanged());
browser.permissions.onAdded.addListener(permissionsChanged);
browser.permissions.onRemoved.addListener(permissionsChanged);
self.addEventListener('online', () => void ready.then((worker) => worker.networkChanged(true)));
self.addEventListener('offline', () => void ready.then((worker) => worker.networkChanged(false)));

async function start() {
  return startWorker({
    openStore: (onFault, onUnreadable) =>
      openWithFallback(() => openStore(DATABASE_NAME, onUnreadable), onFault),
    settingsStore: createSettingsStore({
      get: (keys) => browser.storage.local.get(keys),
      set: (items) => browser.storage.local.set(items),
      remove: (keys) => browser.storage.local.remove(keys),
    }),
    // A service worker has no XMLHttpRequest: polling is by fetch.
    openSocket: socketTransport({ websocket: WebSocket, polling: NoRedirectPolling }),
    fetch: (input, init) => fetch(input, init),
    clock: systemClock,
    chance: systemChance,
    online: navigator.onLine,
    keepAwake: () => void browser.runtime.getPlatformInfo(),
    countStart,
    setBadge: (text) => void browser.action.setBadgeText({ text }),
    onWanted: (wanted) => void setAlarm(wanted),
  });
}

async function countStart(): Promise<number> {
  const { starts } = await browser.storage.session.get('starts');
  const count = clampCount(Number(starts)) + 1;
  await browser.storage.session.set({ starts: count });
  return count;
}

async function setAlarm(wanted: boolean): Promise<void> {
  if (!wanted) await browser.alarms.clear(ALARM);
  else if (!(await browser.alarms.get(ALARM))) {
    await browser.alarms.create(ALARM, { periodInMinutes: ALARM_MINUTES });
  }
}

import type { CheckResult, Evidence } from '../../src/diagnostics/evidence.ts';
import { createDiagnosticsLog, type DiagnosticsLog } from '../../src/diagnostics/log.ts';
import type { AgentId, EntityId, ProfileId, RoomId } from '../../src/model/ids.ts';
import type { Room } from '../../src/model/room.ts';
import type { ServerProfile } from '../../src/model/server.ts';
import { codecOf } from '../../src/wire/codecs.ts';
import type { Emission } from '../../src/wire/encode.ts';
import { encodeJoin, encodeSend } from '../../src/wire/encode.ts';
import { type HandClock, handClock } from './clock.ts';

export const ROOM_ID = '8f0b9b9e-1d0c-4a39-9a35-0f8f2a1b7c11';
export const AGENT_ID = 'b850bc30-45f8-0041-a00a-83df46d8555d';
const ENTITY_ID = '3f2a6f0e-55f4-4a6c-9a0e-0a4b7d1c2e33' as EntityId;
export const MESSAGE_ID = '11111111-2222-4333-8444-555555555555';

export const EVIDENT_ROOM: Room = {
  id: ROOM_ID as RoomId,
  title: 'Eliza',
  agentId: AGENT_ID as AgentId,
  entityId: ENTITY_ID,
  userName: 'Robin',
  messageServerId: '00000000-0000-0000-0000-000000000000',
};

const PROFILE: ServerProfile = {
  id: 'p1' as ProfileId,
  address: 'http://localhost:3000',
  dialect: 'modern',
  version: '1.7.2',
  messageServerId: '00000000-0000-0000-0000-000000000000',
  entityId: ENTITY_ID,
  userName: 'Robin',
  hasKey: false,
  mode: 'automatic',
  transports: 'automatic',
};

export interface Scene {
  log: DiagnosticsLog;
  clock: HandClock;
  /** An emitted event, as the connection logs it. */
  emit(emission: Emission, detail: string): void;
  join(): void;
  send(text?: string, room?: Room): void;
  open(): void;
}

export type Over = Partial<Omit<Evidence, 'profile' | 'report' | 'now'>> & {
  profile?: Partial<ServerProfile>;
};

/** The evidence of a run in which `play` happened; the worker started at 1,000. */
export const evidenceOf = async (play: (scene: Scene) => void, over: Over = {}): Promise<Evidence> => {
  const clock = handClock(1_000);
  const log = createDiagnosticsLog(clock.now, () => []);
  const emit: Scene['emit'] = ({ name, payload }, detail) => log.add('out', name, detail, payload);
  play({
    log,
    clock,
    emit,
    open: () => log.add('note', 'open', 'websocket', { pingInterval: 25_000, pingTimeout: 20_000 }),
    join: () => emit(encodeJoin(over.room ?? EVIDENT_ROOM), `join ${(over.room ?? EVIDENT_ROOM).id}`),
    send: (text = 'hello', room = EVIDENT_ROOM) =>
      emit(encodeSend(room, { messageId: MESSAGE_ID as never, text, attachments: [] }), 'send'),
  });
  return {
    connection: { type: 'connected', transport: 'websocket' },
    room: EVIDENT_ROOM,
    asked: {},
    storageFault: undefined,
    ...over,
    now: clock.now(),
    profile: {
      ...PROFILE,
      capabilities: codecOf(over.profile?.dialect ?? PROFILE.dialect).capabilities,
      ...over.profile,
    },
    report: await log.report(),
  };
};

export const failedCheck = (code: string, words = code): CheckResult => ({
  at: 1_000_000,
  ok: false,
  code,
  words,
});

import type { CheckName } from '../model/check-name.ts';
import { checkBroadcast } from './checks/broadcast.ts';
import { checkHandshake, checkTransport } from './checks/connection.ts';
import { checkDecoded, checkHistory, checkParticipant, checkWorker } from './checks/ground.ts';
import { checkIds, checkRoom } from './checks/room.ts';
import { checkAcknowledgement, checkSend } from './checks/send.ts';
import { checkAddress, checkOrigin, checkServer } from './checks/server.ts';
import type { Evidence } from './evidence.ts';
import type { Row, RowId } from './row.ts';

/** One check. */
export interface Check {
  id: RowId;
  /** The request that "Run the checks" makes before it judges. */
  asks?: CheckName;
  judge(evidence: Evidence): Row;
  /** What a server must have for the check to apply. */
  needs?: 'hasAgents' | 'hasHistory';
}

/** In the order in which they run: a check may fail for the reason of one above it. */
const CHECKS: Readonly<Record<RowId, Omit<Check, 'id'>>> = {
  address: { judge: checkAddress, asks: 'server' },
  server: { judge: checkServer },
  origin: { judge: checkOrigin },
  handshake: { judge: checkHandshake },
  transport: { judge: checkTransport },
  room: { judge: checkRoom },
  ids: { judge: checkIds },
  participant: { judge: checkParticipant, asks: 'participants', needs: 'hasAgents' },
  history: { judge: checkHistory, asks: 'history', needs: 'hasHistory' },
  send: { judge: checkSend },
  acknowledgement: { judge: checkAcknowledgement },
  broadcast: { judge: checkBroadcast },
  decoded: { judge: checkDecoded },
  worker: { judge: checkWorker },
};

/** The checks that the server's capabilities give a meaning, in the order in which they run. */
export const checksFor = ({ profile }: Pick<Evidence, 'profile'>): readonly Check[] =>
  Object.entries(CHECKS)
    .map(([id, check]): Check => ({ id: id as RowId, ...check }))
    .filter(({ needs }) => !needs || profile.capabilities[needs]);

/** The results of the checks by the evidence. */
export const checks = (evidence: Evidence): Row[] => checksFor(evidence).map(({ judge }) => judge(evidence));

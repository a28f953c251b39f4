import { checkBroadcast } from './checks/broadcast.ts';
import { checkDecoded, checkHistory, checkParticipant, checkWorker } from './checks/ground.ts';
import { checkHandshake, checkTransport } from './checks/line.ts';
import { checkIds, checkRoom } from './checks/room.ts';
import { checkAcknowledgement, checkSend } from './checks/send.ts';
import { checkAddress, checkOrigin, checkServer } from './checks/server.ts';
import type { Evidence } from './evidence.ts';
import type { CheckName } from './report.ts';
import type { Row, RowId } from './row.ts';

/** One check, and what has to be asked of the server first where its answer is not older. */
export interface Check {
  id: RowId;
  asks: CheckName | undefined;
  judge(evidence: Evidence): Row;
}

const check = (id: RowId, judge: Check['judge'], asks?: CheckName): Check => ({ id, asks, judge });

/** From the ground up: where one fails, those below it may fail for its reason alone. */
const ALL: readonly Check[] = [
  check('address', checkAddress, 'server'),
  check('server', checkServer),
  check('origin', checkOrigin),
  check('handshake', checkHandshake),
  check('transport', checkTransport),
  check('room', checkRoom),
  check('ids', checkIds),
  check('participant', checkParticipant, 'participants'),
  check('history', checkHistory, 'history'),
  check('send', checkSend),
  check('acknowledgement', checkAcknowledgement),
  check('broadcast', checkBroadcast),
  check('decoded', checkDecoded),
  check('worker', checkWorker),
];

/** The checks that the server's capabilities give a meaning. */
export const checksFor = ({ profile }: Pick<Evidence, 'profile'>): readonly Check[] => {
  const { hasAgents, hasHistory } = profile.capabilities;
  return ALL.filter(({ id }) => (id !== 'participant' || hasAgents) && (id !== 'history' || hasHistory));
};

/** What is so, by the evidence at hand. */
export const checks = (evidence: Evidence): Row[] => checksFor(evidence).map(({ judge }) => judge(evidence));

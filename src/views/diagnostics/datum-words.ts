import type { Datum, LineDatum } from '../../diagnostics/row.ts';
import type { TransportName } from '../../model/connection.ts';
import { text } from '../i18n/text.ts';
import { clockTime } from './clock-time.ts';

/** Shortens `GET /api/messaging/channels/{id}/messages` to `GET …/messages`. */
const shortRequest = (name: string): string => name.replace(/ \/.*(\/[^/]+)$/, ' …$1');

const joined = (...parts: (string | false | undefined)[]): string => parts.filter(Boolean).join(', ');

/** The evidence of a check, in words. */
export const datumWords = (datum: Datum, host: string): string => {
  switch (datum.type) {
    case 'not-seen':
      return text('datum_not_seen');
    case 'answered':
      return text('datum_answered', shortRequest(datum.name), datum.status, datum.ms ?? 0);
    case 'connected':
      return text('datum_connected', clockTime(datum.at));
    case 'unreadable':
      return text('datum_unreadable');
    case 'no-answer':
      return text('datum_no_answer', host);
    case 'timeout':
      return text('datum_timeout', host);
    case 'limited':
      return text('datum_limited', clockTime(datum.at));
    case 'version':
      return text('datum_version', datum.version, datum.dialect);
    case 'no-version':
      return text('datum_no_version');
    case 'greeted':
      return text('datum_greeted', datum.dialect);
    case 'another-dialect':
      return text('datum_another_dialect', datum.was, datum.is);
    case 'old-socket-io':
      return text('datum_old_socket_io');
    case 'not-elizaos':
      return text('datum_not_elizaos', host);
    case 'portal':
      return text('obstacle_portal');
    case 'faulty':
      return text('obstacle_faulty', host);
    case 'refused':
      return text('datum_refused', clockTime(datum.at), datum.words);
    case 'closed':
      return text('datum_closed', clockTime(datum.at), datum.words);
    default:
      return lineWords(datum);
  }
};

const TRANSPORTS: Readonly<Record<TransportName, string>> = {
  websocket: 'WebSocket',
  polling: 'HTTP polling',
  rest: 'HTTP',
};

/** The evidence of the transport, the room and the worker, in words. */
const lineWords = (datum: LineDatum): string => {
  switch (datum.type) {
    case 'transport':
      return joined(
        TRANSPORTS[datum.transport],
        datum.pingSeconds !== undefined && text('datum_pings', datum.pingSeconds),
        datum.ms !== undefined && text('datum_round_trip', datum.ms),
      );
    case 'joined':
      return datum.ms === undefined
        ? text('datum_joined_at', clockTime(datum.at))
        : text('datum_joined', clockTime(datum.at), datum.ms);
    case 'joining':
      return text('datum_joining', clockTime(datum.at));
    case 'heard':
      return text('datum_heard', clockTime(datum.at));
    case 'nothing-heard':
      return text('datum_nothing_heard', clockTime(datum.since));
    case 'id-confirmed':
      return datum.id;
    case 'id-near':
      return text('datum_id_near', datum.ours, datum.theirs);
    case 'broadcast':
      return joined(
        text('datum_broadcasts', clockTime(datum.at), datum.count),
        datum.foreign && text('datum_foreign', datum.foreign.count, datum.foreign.roomId),
      );
    case 'foreign-only':
      return text('datum_foreign_only', datum.count, datum.roomId);
    case 'other-event':
      return text('datum_other_event', datum.count, datum.name);
    case 'payload-good':
      return text('datum_payload_good', clockTime(datum.at), datum.fields);
    case 'payload-bad':
      return text('datum_payload_bad', clockTime(datum.at), datum.fields);
    case 'acknowledged':
      return text('datum_acknowledged', clockTime(datum.at), datum.ms);
    case 'waiting-since':
      return text('datum_waiting_since', clockTime(datum.at));
    case 'takes-part':
      return text('datum_takes_part', datum.count);
    case 'takes-no-part':
      return text('datum_takes_no_part', datum.count);
    case 'no-agent':
      return text('datum_no_agent');
    case 'error':
      return datum.words;
    case 'worker':
      return joined(
        text('datum_worker', clockTime(datum.since)),
        datum.starts !== undefined && text('datum_starts', datum.starts),
        datum.wakes > 0 && text('datum_wakes', datum.wakes),
      );
    case 'understood':
      return text('datum_understood', datum.count);
    case 'not-understood':
      return text('datum_not_understood', datum.count, datum.reason);
    default:
      return datum satisfies never;
  }
};

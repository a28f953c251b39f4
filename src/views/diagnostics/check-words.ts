import type { FieldCheck, Mark, RowId } from '../../diagnostics/row.ts';
import type { TextKey } from '../i18n/text.ts';

/** The name of each check. */
export const CHECK_NAMES = {
  address: 'check_address',
  server: 'check_server',
  origin: 'check_origin',
  handshake: 'check_handshake',
  transport: 'check_transport',
  room: 'check_room',
  ids: 'check_ids',
  participant: 'check_participant',
  history: 'check_history',
  send: 'check_send',
  acknowledgement: 'check_acknowledgement',
  broadcast: 'check_broadcast',
  decoded: 'check_decoded',
  worker: 'check_worker',
} as const satisfies Record<RowId, TextKey>;

export const MARK_NAMES = {
  good: 'mark_good',
  warn: 'mark_warn',
  bad: 'mark_bad',
  unknown: 'mark_unknown',
} as const satisfies Record<Mark, TextKey>;

export const PROBLEM_NAMES = {
  missing: 'field_missing',
  empty: 'field_empty',
  'wrong-type': 'field_wrong_type',
  'no-uuid': 'field_no_uuid',
} as const satisfies Record<NonNullable<FieldCheck['problem']>, TextKey>;

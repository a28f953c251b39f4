import type { Remedy } from '../../diagnostics/row.ts';
import type { TextKey } from '../i18n/text.ts';

/** What to do about a failed check, in one sentence. Text in `backticks` is code. */
export const REMEDIES = {
  'start-server': 'remedy_start_server',
  wait: 'remedy_wait',
  'check-address': 'remedy_check_address',
  'sign-in': 'obstacle_portal_remedy',
  'update-server': 'remedy_update_server',
  'connect-again': 'remedy_connect_again',
  'allow-origin': 'remedy_allow_origin',
  'give-key': 'remedy_give_key',
  'fix-entity': 'remedy_fix_entity',
  'ask-admin': 'remedy_ask_admin',
  'see-server-log': 'remedy_see_server_log',
  'polling-works': 'remedy_polling_works',
  'join-again': 'remedy_join_again',
  'fix-room-id': 'remedy_fix_room_id',
  'other-rooms': 'remedy_other_rooms',
  'event-name': 'remedy_event_name',
  'fix-fields': 'remedy_fix_fields',
  'send-again': 'remedy_send_again',
  'no-acknowledgement': 'remedy_no_acknowledgement',
  'add-agent': 'remedy_add_agent',
  'free-storage': 'remedy_free_storage',
  'report-it': 'remedy_report_it',
} as const satisfies Record<Remedy, TextKey>;

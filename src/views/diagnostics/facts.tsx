import { version } from '../../../manifest.json';
import { redact } from '../../diagnostics/redact.ts';
import type { ConnectionState } from '../../model/connection.ts';
import { connectionWord } from '../conversation/connection-words.ts';
import { text } from '../i18n/text.ts';
import type { ViewModel } from '../state/view-model.ts';

/** The transport, or the server's reason for refusing the connection, in brackets. */
const connectionDetail = (connection: ConnectionState): string => {
  switch (connection.type) {
    case 'connected':
      return ` (${connection.transport})`;
    case 'refused':
      return ` (${connection.error})`;
    case 'idle':
    case 'offline':
    case 'connecting':
    case 'waiting':
      return '';
    default:
      return connection satisfies never;
  }
};

/** The facts about the connection, as names and values. */
export const factsOf = (model: ViewModel): readonly (readonly [string, string])[] => {
  const profile = model.profile.value;
  const connection = model.connection.value;
  const room = model.conversation.value?.room.value;
  const none = text('none');
  return [
    [text('server_address'), profile?.address ?? none],
    [text('server_version'), profile?.version ?? text('unknown')],
    [text('dialect'), profile?.dialect ?? none],
    [text('fact_mode'), profile ? `${profile.mode}, ${profile.transports}` : none],
    [text('connection_label'), redact(connectionWord(connection) + connectionDetail(connection))],
    [text('room_id'), room?.id ?? none],
    [text('entity_id'), room?.entityId ?? profile?.entityId ?? none],
  ];
};

/** The versions of Parley and of the browser, for the report. */
export const versions = (): readonly (readonly [string, string])[] => [
  ['Parley', version],
  ['Browser', navigator.userAgent],
];

export const Facts = ({ model }: { model: ViewModel }) => (
  <section>
    <h2>{text('facts_heading')}</h2>
    <dl class="facts">
      {factsOf(model).map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  </section>
);

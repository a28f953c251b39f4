import { pick } from '../chaos/schedule.ts';
import type { Making } from './payloads.ts';
import { NUMBERS, toJson } from './values.ts';

type Packets = (making: Making) => readonly (string | Uint8Array)[];

const text =
  (...packets: string[]): Packets =>
  () =>
    packets;

/** Packets that are none, or come at the wrong time. A client may end its connection for each. */
export const MALFORMED: readonly [Packets, ...Packets[]] = [
  text(''),
  text('4'),
  text('9'),
  text('x'),
  text('42'),
  text('42['),
  text('42{}'),
  text('42[]'),
  text('42["connect",{}]'),
  text('42[null,{}]'),
  text('42["messageBroadcast",{"text":"cut o'),
  text('47["x"]'),
  text('4-1'),
  text('4é'),
  text('450-["x"]'),
  text('4511-["x"]'),
  text('451["x"]'),
  text('451-["messageBroadcast",{"a":{"_placeholder":true,"num":7}}]', '42["x"]'),
  () => [Uint8Array.of(1, 2, 3)],
  () => ['451-["messageBroadcast",{"a":{"_placeholder":true,"num":7}}]', Uint8Array.of(1)],
  () => ['451-["messageBroadcast",{"a":{"_placeholder":true,"num":"0"}}]', Uint8Array.of(1)],
  text(`42["x",${'['.repeat(100_000)}`),
  text('40{"sid":"another"}'),
  text('40'),
  text('40[]'),
  text('41'),
  text('44{"message":"Not you"}'),
  text('44"Not you"'),
  text('42/other,["messageBroadcast",{}]'),
  text('43'),
  text('43[1]'),
  text('1'),
  text('2', '2', '2'),
  text('2probe'),
  text('3'),
  text('3probe'),
  text('5'),
  text('6'),
  ({ random }) => {
    const sid = pick(random, ['again', '', '__proto__']);
    const upgrades = pick<unknown>(random, [[], ['websocket'], ['__proto__'], null]);
    const [pingInterval, pingTimeout, maxPayload] = [
      pick(random, NUMBERS),
      pick(random, NUMBERS),
      pick(random, NUMBERS),
    ];
    return [`0${toJson({ sid, upgrades, pingInterval, pingTimeout, maxPayload })}`];
  },
  text('0'),
  text('0null'),
  text('0{}'),
];

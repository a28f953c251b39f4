import { describe, expect, it } from 'vitest';
import type { AgentId, RoomId } from '../../../src/model/ids.ts';
import { titleFrom } from '../../../src/model/title.ts';
import type { RoomSummary } from '../../../src/relay/to-view.ts';
import { authorHue } from '../../../src/views/conversation/message/author-hue.ts';
import { roomSections } from '../../../src/views/conversations/room-sections.ts';
import { previewText, unreadText } from '../../../src/views/conversations/room-words.ts';
import { madeRoom } from '../../stage/made.ts';

const summary = (id: string, over: Parameters<typeof madeRoom>[0] = {}): RoomSummary => ({
  room: madeRoom({ id: id as RoomId, ...over }),
  preview: '',
  at: 0,
  unread: 0,
  waiting: 0,
});
const of = (name: string) => ({ agentId: name as AgentId, agentName: name });

describe('conversations by agent', () => {
  it('keep their order, and come in the order in which each agent has its first', () => {
    const { agentId: _, agentName: __, ...bare } = madeRoom();
    const group: RoomSummary = { ...summary('g'), room: { ...bare, id: 'g' as RoomId, agents: [] } };
    const byHand: RoomSummary = { ...summary('h'), room: { ...bare, id: 'h' as RoomId } };
    const rooms = [
      summary('1', of('Ada')),
      group,
      summary('2', of('Eliza')),
      byHand,
      summary('3', of('Ada')),
    ];
    expect(
      roomSections(rooms).map(({ kind, name, rooms: own }) => [kind, name, own.map(({ room }) => room.id)]),
    ).toEqual([
      ['agent', 'Ada', ['1', '3']],
      ['groups', '', ['g']],
      ['agent', 'Eliza', ['2']],
      ['by-hand', '', ['h']],
    ]);
  });

  it('are told apart by the agent’s id, not by the name', () => {
    const twins = [
      summary('1', of('Ada')),
      summary('2', { agentId: 'another' as AgentId, agentName: 'Ada' }),
    ];
    expect(roomSections(twins)).toHaveLength(2);
  });
});

describe('the last words', () => {
  it.each([
    ['Both are **with me** now.', 'Both are with me now.'],
    ['# Title\n\n- one\n- two', 'Title one two'],
    ['1. [Read](https://example.com/a) this', 'Read this'],
    ['![A cat](https://example.com/cat.png)', 'A cat'],
    ['see [the page](https://exam', 'see the page'],
    ['```ts\nconst a = b_c * 2;\n```', 'const a = b_c 2;'],
    ['snake_case and 3 - 2', 'snake_case and 3 - 2'],
    ['', ''],
  ])('of %j are %j', (markdown, words) => {
    expect(previewText(markdown)).toBe(words);
  });

  it('are counted as far as two digits reach', () => {
    expect([1, 99, 100].map(unreadText)).toEqual(['1', '99', '99+']);
  });
});

describe('a title from the first words', () => {
  it.each([
    ['Hello', 'Hello'],
    ['  two\n\nlines  ', 'two lines'],
    [
      'How do I join the room again, after a reconnect that took long?',
      'How do I join the room again, after a reconnect…',
    ],
    ['x'.repeat(60), `${'x'.repeat(48)}…`],
    ['', ''],
  ])('of %j is %j', (words, title) => {
    expect(titleFrom(words)).toBe(title);
  });
});

describe('the hue of a speaker', () => {
  it('is on the wheel, and the same for the same id', () => {
    const hues = Array.from({ length: 50 }, (_, index) => authorHue(`agent-${index}`));
    expect(hues.every((hue) => hue >= 0 && hue < 360)).toBe(true);
    expect(authorHue('agent-7')).toBe(hues[7]);
    // Neighbours in the alphabet do not look alike.
    expect(new Set(hues.map((hue) => Math.floor(hue / 30))).size).toBeGreaterThan(9);
  });
});

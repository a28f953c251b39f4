import { isOursAlone, type Message } from '../../model/message.ts';
import type { Room } from '../../model/room.ts';
import { nameOf } from '../conversation/attachment-kind.ts';
import { deliveryWords } from '../conversation/delivery-words.ts';
import { text } from '../text.ts';
import { dayOf, formatDate, formatTime } from '../time.ts';

/** A link whose text and address cannot end it. */
const link = (name: string, url: string, address: string): string => {
  const href = URL.canParse(url, address) ? new URL(url, address).href : url;
  return `[${name.replace(/[[\]\\]/g, '\\$&')}](<${href.replace(/[<>\n]/g, encodeURIComponent)}>)`;
};

const stateOf = (message: Message): string =>
  message.kind === 'own' && isOursAlone(message) ? ` · ${deliveryWords(message.delivery, true)}` : '';

/** The conversation for people to read: a heading for each day, who wrote when, and the text as it is. */
export const markdownOf = (room: Room, messages: readonly Message[], address: string): string => {
  const parts = [`# ${room.title}`];
  let day = '';
  for (const message of messages) {
    if (dayOf(message.at) !== day) parts.push(`## ${formatDate(message.at)}`);
    day = dayOf(message.at);
    const author = message.authorName || text(message.kind === 'own' ? 'you' : 'somebody');
    parts.push(`**${author}** · ${formatTime(message.at)}${stateOf(message)}`);
    if (message.text !== '') parts.push(message.text);
    const links = message.attachments.map((each) => `- ${link(nameOf(each), each.url, address)}`);
    if (links.length > 0) parts.push(links.join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
};

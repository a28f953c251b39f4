import type { FileEncoder } from '../../model/conversation-file.ts';
import { isOursAlone, type Message } from '../../model/message.ts';
import type { Room } from '../../model/room.ts';
import { attachmentName } from '../conversation/message/attachment-kind.ts';
import { deliveryWords } from '../conversation/message/delivery-words.ts';
import { roomTitle } from '../i18n/room-title.ts';
import { text } from '../i18n/text.ts';
import { dayOf, formatDate, formatTime } from '../i18n/time.ts';

/** A Markdown link. Escapes what would end its text or its address. */
const link = (name: string, url: string, address: string): string => {
  const href = URL.canParse(url, address) ? new URL(url, address).href : url;
  return `[${name.replace(/[[\]\\]/g, '\\$&')}](<${href.replace(/[<>\n]/g, encodeURIComponent)}>)`;
};

const stateOf = (message: Message): string =>
  message.type === 'own' && isOursAlone(message) ? ` · ${deliveryWords(message.delivery, true)}` : '';

/**
 * Encodes a conversation as Markdown, part by part: a heading for each day, author and time of each message, and its
 * text. `address`: of the server, for links to its media.
 */
export const createMarkdownEncoder = (room: Room, address: string): FileEncoder => {
  let day = '';
  const partsOf = (message: Message): string[] => {
    const parts: string[] = [];
    if (dayOf(message.at) !== day) parts.push(`## ${formatDate(message.at)}`);
    day = dayOf(message.at);
    const author = message.authorName || text(message.type === 'own' ? 'you' : 'somebody');
    parts.push(`**${author}** · ${formatTime(message.at)}${stateOf(message)}`);
    if (message.text !== '') parts.push(message.text);
    const links = message.attachments.map((each) => `- ${link(attachmentName(each), each.url, address)}`);
    if (links.length > 0) parts.push(links.join('\n'));
    return parts;
  };
  return {
    begin: () => `# ${roomTitle(room)}`,
    messages: (messages) =>
      messages
        .flatMap(partsOf)
        .map((part) => `\n\n${part}`)
        .join(''),
    end: () => '\n',
  };
};

import type { FileEncoder } from '../../model/conversation-file.ts';
import { isOursAlone, type Message } from '../../model/message.ts';
import type { Room } from '../../model/room.ts';
import { attachmentName } from '../conversation/message/attachment-kind.ts';
import { deliveryWords } from '../conversation/message/delivery-words.ts';
import { nameText } from '../i18n/name-text.ts';
import { roomTitle } from '../i18n/room-title.ts';
import { text } from '../i18n/text.ts';
import { dayOf, formatDate, formatTime } from '../i18n/time.ts';

/** A name as it is shown, in one line, without anything that Markdown takes for a sign. */
const escapedName = (name: string): string =>
  nameText(name)
    .trim()
    .replace(/[\\`*_[\]<>&~$|#]/g, '\\$&');

/** The address between `<` and `>`: nothing in it ends it, and nothing is an escape or a character reference. */
const escapedAddress = (href: string): string =>
  href.replace(/[<>\\\p{Cc}]/gu, encodeURIComponent).replace(/&(?=#?\w+;)/g, '&amp;');

const link = (name: string, url: string, address: string): string => {
  const href = URL.canParse(url, address) ? new URL(url, address).href : url;
  return `[${escapedName(name)}](<${escapedAddress(href)}>)`;
};

/** A text as a quotation: what it opens ends with it, and its headings are its own. Its lines are as they were. */
const quoted = (source: string): string =>
  source
    .split(/\r\n|\r|\n/)
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');

const stateOf = (message: Message): string =>
  message.type === 'own' && isOursAlone(message) ? ` · ${deliveryWords(message.delivery, true)}` : '';

/**
 * Encodes a conversation as Markdown, part by part: a heading for each day, author and time of each message, and its
 * text in a quotation, so that whatever it holds, the structure of the file is that of the conversation. `address`: of
 * the server, for links to its media.
 */
export const createMarkdownEncoder = (room: Room, address: string): FileEncoder => {
  let day = '';
  const partsOf = (message: Message): string[] => {
    const parts: string[] = [];
    if (dayOf(message.at) !== day) parts.push(`## ${formatDate(message.at)}`);
    day = dayOf(message.at);
    const author = escapedName(message.authorName) || text(message.type === 'own' ? 'you' : 'somebody');
    parts.push(`**${author}** · ${formatTime(message.at)}${stateOf(message)}`);
    if (message.text !== '') parts.push(quoted(message.text));
    const links = message.attachments.map((each) => `- ${link(attachmentName(each), each.url, address)}`);
    if (links.length > 0) parts.push(links.join('\n'));
    return parts;
  };
  return {
    begin: () => `# ${escapedName(roomTitle(room))}`,
    messages: (messages) =>
      messages
        .flatMap(partsOf)
        .map((part) => `\n\n${part}`)
        .join(''),
    end: () => '\n',
  };
};

import type { Attachment } from '../../../model/message.ts';
import { PartBoundary } from '../../errors/error-boundary.tsx';
import { text } from '../../i18n/text.ts';
import type { ViewModel } from '../../state/view-model.ts';
import { RemoteImage } from '../markdown/image.tsx';
import { allowedImage, allowedLink, allowedMedia, linkHost, resolveMedia } from '../markdown/links.ts';
import { attachmentKind, attachmentName, fileTypeName } from './attachment-kind.ts';
import { FileIcon, LinkIcon } from './media-icons.tsx';
import '../../styles/attachments.css';
import '../../styles/media.css';

export interface AttachmentsProps {
  model: ViewModel;
  attachments: Attachment[];
}

/** A link to a file or a page: its name, its type, and its host. */
const Card = ({ attachment, href, link }: { attachment: Attachment; href: string; link: boolean }) => {
  const about = [link ? '' : fileTypeName(attachment), linkHost(href)]
    .filter((part) => part !== '')
    .join(' · ');
  return (
    <a class="card" href={href} target="_blank" rel="noopener noreferrer" download={link ? undefined : ''}>
      {link ? <LinkIcon /> : <FileIcon />}
      <span class="card-name">{attachmentName(attachment)}</span>
      <span class="card-about">{about}</span>
    </a>
  );
};

/** An audio or video player. Loads nothing before it is played. */
const Player = ({
  attachment,
  src,
  kind,
}: {
  attachment: Attachment;
  src: string;
  kind: 'audio' | 'video';
}) => {
  const Media = kind;
  const name = attachmentName(attachment);
  return (
    <figure class="player">
      <Media src={src} controls preload="none" aria-label={name} />
      <figcaption>
        {name} ·{' '}
        <a class="from" href={src} target="_blank" rel="noopener noreferrer">
          {linkHost(src)}
        </a>
      </figcaption>
    </figure>
  );
};

const Shown = ({ attachment, base }: { attachment: Attachment; base: string | undefined }) => {
  const address = resolveMedia(attachment.url, base);
  const kind = attachmentKind(attachment);
  switch (kind) {
    case 'image': {
      const src = allowedImage(address);
      return src ? (
        <RemoteImage src={src} alt={attachmentName(attachment)} preview={attachment.preview} />
      ) : (
        <span>{attachmentName(attachment)}</span>
      );
    }
    case 'audio':
    case 'video': {
      const src = allowedMedia(address);
      return src ? (
        <Player attachment={attachment} src={src} kind={kind} />
      ) : (
        <span>{attachmentName(attachment)}</span>
      );
    }
    case 'link':
    case 'file': {
      const href = allowedLink(address);
      return href ? (
        <Card attachment={attachment} href={href} link={kind === 'link'} />
      ) : (
        <span>{attachmentName(attachment)}</span>
      );
    }
    default:
      return kind satisfies never;
  }
};

/** The attachments of a message. Media paths of the server (`/media/…`) are resolved against its address. */
export const AttachmentList = ({ model, attachments }: AttachmentsProps) => (
  <ul class="attachments" aria-label={text('attachments')}>
    {attachments.map((attachment, index) => (
      // A server may give two attachments the same id.
      <li key={`${index} ${attachment.id}`}>
        <PartBoundary as="span">
          <Shown attachment={attachment} base={model.profile.value?.address} />
        </PartBoundary>
      </li>
    ))}
  </ul>
);

import type { Attachment } from '../../model/message.ts';
import type { ViewModel } from '../model.ts';
import { RemoteImage } from './markdown/image.tsx';
import { allowedLink } from './markdown/links.ts';

export interface AttachmentsProps {
  model: ViewModel;
  attachments: Attachment[];
}

/** Paths of the server (`/media/…`) are resolved against its address. */
export const AttachmentList = ({ model, attachments }: AttachmentsProps) => {
  const address = model.profile.value?.address;
  return (
    <ul class="attachments">
      {attachments.map(({ id, url, title, contentType }) => {
        const absolute = address && URL.canParse(url, `${address}/`) ? new URL(url, `${address}/`).href : url;
        const name = title || contentType || url;
        const href = allowedLink(absolute);
        return (
          <li key={id}>
            {contentType.startsWith('image') && href ? (
              <RemoteImage src={href} alt={name} />
            ) : href ? (
              <a href={href} target="_blank" rel="noopener noreferrer">
                {name}
              </a>
            ) : (
              name
            )}
          </li>
        );
      })}
    </ul>
  );
};

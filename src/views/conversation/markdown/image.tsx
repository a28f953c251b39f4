import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { text } from '../../i18n/text.ts';
import { FailedIcon, ImageIcon } from '../message/media-icons.tsx';
import { isData, linkHost } from './links.ts';

interface RemoteImageProps {
  src: string;
  alt: string;
  title?: string | undefined;
  /** A small picture of it, as a `data:` URL. */
  preview?: string | undefined;
}

/** A loaded image, with a link to its host. */
const ShownImage = ({ src, alt, title }: RemoteImageProps) => {
  const frame = useRef<HTMLSpanElement>(null);
  const [failed, setFailed] = useState(false);
  // The button that had the focus was replaced.
  useLayoutEffect(() => frame.current?.focus({ preventScroll: true }), []);
  return (
    <span class="shown-image" ref={frame} tabIndex={-1}>
      {failed ? (
        <span class="image-failed">
          <FailedIcon />
          {text('image_failed', alt || text('image'))}
        </span>
      ) : (
        <img src={src} alt={alt} title={title} referrerpolicy="no-referrer" onError={() => setFailed(true)} />
      )}
      {!isData(src) && (
        <a class="from" href={src} target="_blank" rel="noopener noreferrer">
          {linkHost(src)}
        </a>
      )}
    </span>
  );
};

/** An image, loaded when the reader presses it: loading tells its server who reads the message. */
export const RemoteImage = ({ src, alt, title, preview }: RemoteImageProps) => {
  const [shown, setShown] = useState(false);
  if (shown) return <ShownImage src={src} alt={alt} title={title} />;
  const name = alt || text('image');
  const from = isData(src) ? text('image_within') : linkHost(src);
  return (
    <button
      type="button"
      class="image card"
      aria-label={text('show_image', name, from)}
      title={isData(src) ? undefined : src}
      onClick={() => setShown(true)}
    >
      {preview ? <img class="preview" src={preview} alt="" /> : <ImageIcon />}
      {/* The visible text must be part of the accessible name. */}
      <span class="card-name">{name}</span> <span class="card-about">{from}</span>
    </button>
  );
};

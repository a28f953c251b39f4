import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { text } from '../../i18n/text.ts';
import { FailedIcon, ImageIcon } from '../message/media-icons.tsx';
import { isData, linkHost } from './links.ts';
import '../../styles/media.css';

interface RemoteImageProps {
  src: string;
  alt: string;
  title?: string | undefined;
}

/** An image that was asked for, and where it is from. */
const ShownImage = ({ src, alt, title }: RemoteImageProps) => {
  const frame = useRef<HTMLSpanElement>(null);
  const [failed, setFailed] = useState(false);
  // The button that had the focus is gone.
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

/** An image of another server: loaded when the reader asks for it, so that reading tells nobody. */
export const RemoteImage = ({ src, alt, title }: RemoteImageProps) => {
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
      <ImageIcon />
      {/* What is seen is a part of the name, as it is said aloud. */}
      <span class="card-name">{name}</span> <span class="card-about">{from}</span>
    </button>
  );
};

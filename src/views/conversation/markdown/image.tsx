import { useState } from 'preact/hooks';
import { text } from '../../text.ts';

/** An image of another server: loaded when the reader asks for it, so that reading tells nobody. */
export const RemoteImage = ({ src, alt }: { src: string; alt: string }) => {
  const [shown, setShown] = useState(false);
  return shown ? (
    <img class="remote-image" src={src} alt={alt} referrerpolicy="no-referrer" />
  ) : (
    <button type="button" class="link" title={src} onClick={() => setShown(true)}>
      {text('show_image', alt || src)}
    </button>
  );
};

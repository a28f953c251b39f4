/** The longer side of a preview, in pixels. */
const SIDE = 160;
/** The longest preview that is kept with a message, in characters of its `data:` URL. */
const MAX_LENGTH = 24_000;

/** A small picture of an image file, as a `data:` URL; undefined where the file is none that the browser can read. */
export const picturePreview = async (file: File): Promise<string | undefined> => {
  if (!file.type.startsWith('image/')) return undefined;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
    picture.close();
    const url = await dataUrl(await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 }));
    return url.length <= MAX_LENGTH ? url : undefined;
  } catch {
    return undefined;
  }
};

const dataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

/**
 * The hue (degrees) of an author's name in a group, from the author's id: an FNV-1a hash, spread over the colour
 * wheel by the golden angle.
 */
export const authorHue = (id: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return Math.round(((hash >>> 0) * 137.508) % 360);
};

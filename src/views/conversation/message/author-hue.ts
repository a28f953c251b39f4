/**
 * The hue (degrees) in which somebody's name stands among several: the same wherever the same id speaks.
 * FNV-1a, and then far apart on the wheel by the golden angle.
 */
export const authorHue = (id: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return Math.round(((hash >>> 0) * 137.508) % 360);
};

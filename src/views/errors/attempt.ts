/** Returns the result of `read`, or `fallback` where it throws. */
export const attempt = <T>(read: () => T, fallback: T): T => {
  try {
    return read();
  } catch {
    return fallback;
  }
};

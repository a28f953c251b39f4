type Listen = (error: unknown) => void;

let listener: Listen = () => undefined;

/** To be called once, before the first paint: who hears of what was thrown and contained. */
export const setFaultListener = (next: Listen): void => {
  listener = next;
};

/** Tells of something that was thrown. Never throws itself. */
export const noteFault = (error: unknown): void => {
  try {
    listener(error);
  } catch {
    // What only tells of a fault must not be a second one.
  }
};

/** Runs `work`; what it throws is noted, and ends nothing else. */
export const contained = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    noteFault(error);
  }
};

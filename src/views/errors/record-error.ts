type ErrorListener = (error: unknown) => void;

let listener: ErrorListener = () => undefined;

/** Sets the listener for caught errors. Called once, before the first render. */
export const setErrorListener = (next: ErrorListener): void => {
  listener = next;
};

/** Hands an error to the listener. Never throws. */
export const recordError = (error: unknown): void => {
  try {
    listener(error);
  } catch {
    // An error of the listener must not end what recorded the first one.
  }
};

/** Runs `work` and records what it throws. */
export const catchErrors = (work: () => void): void => {
  try {
    work();
  } catch (error) {
    recordError(error);
  }
};

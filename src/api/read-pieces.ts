/**
 * How many characters are read of one answer: more than a page of 50 messages of half a megabyte has. A compressed
 * answer of 100 kB may have a hundred million, and one that never ends fills the memory.
 */
export const ANSWER_LIMIT = 32_000_000;

export const TOO_LONG = 'the answer is too long';

/**
 * Reads the body of a response piece by piece. Returns false, and ends the response, where the body is longer than
 * `ANSWER_LIMIT`. Rejects where it breaks off.
 */
export const readPieces = async ({ body }: Response, onPiece: (text: string) => void): Promise<boolean> => {
  if (!body) return true;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return true;
    length += value.length;
    if (length > ANSWER_LIMIT) {
      await reader.cancel();
      return false;
    }
    onPiece(value);
  }
};

/** The whole body of a response; undefined where it is longer than `ANSWER_LIMIT`. Rejects where it breaks off. */
export const readText = async (response: Response): Promise<string | undefined> => {
  let text = '';
  const isWhole = await readPieces(response, (piece) => {
    text += piece;
  });
  return isWhole ? text : undefined;
};

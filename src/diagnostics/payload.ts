/** How much is kept of one text, and of a whole payload, in characters. */
const TEXT_LIMIT = 300;
const PAYLOAD_LIMIT = 4_000;
const SECRET_FIELD = /key$|token|secret|passw|authori[sz]ation|cookie|credential/i;

/** Takes a secret out of a text, so that it cannot be logged. */
export const withoutSecret = (text: string, secret: string | undefined): string =>
  secret ? text.replaceAll(secret, '•••') : text;

/** A payload as JSON that is short enough to keep, without anything that is, or is called, a secret. */
export const payloadText = (payload: unknown, secret: string | undefined): string => {
  try {
    const json = JSON.stringify(payload, (name, value: unknown) => {
      if (SECRET_FIELD.test(name)) return '•••';
      return typeof value === 'string' ? cut(withoutSecret(value, secret)) : value;
    });
    // The names of fields are the server's too; in JSON a secret is written as JSON writes it.
    return withoutSecret(json ?? '', secret && JSON.stringify(secret).slice(1, -1)).slice(0, PAYLOAD_LIMIT);
  } catch {
    return '';
  }
};

/** What was cut off is counted: `…+120`. */
const cut = (text: string): string =>
  text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…+${text.length - TEXT_LIMIT}` : text;

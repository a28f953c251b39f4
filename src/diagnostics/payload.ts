/** How much is kept of one text, and of a whole payload, in characters. */
const TEXT_LIMIT = 300;
const PAYLOAD_LIMIT = 4_000;
const SECRET_FIELD = /key$|token|secret|passw|authori[sz]ation|cookie|credential/i;

/** Keys, tokens: what there is of them. */
export type Secrets = readonly (string | undefined)[];

/** Takes secrets out of a text, so that they cannot be logged. */
export const withoutSecrets = (text: string, secrets: Secrets): string =>
  secrets.reduce((rest: string, secret) => (secret ? rest.replaceAll(secret, '•••') : rest), text);

/** A payload as JSON that is short enough to keep, without anything that is, or is called, a secret. */
export const payloadText = (payload: unknown, secrets: Secrets): string => {
  try {
    const json = JSON.stringify(payload, (name, value: unknown) => {
      if (SECRET_FIELD.test(name)) return '•••';
      return typeof value === 'string' ? cut(withoutSecrets(value, secrets)) : value;
    });
    // The names of fields are the server's too; in JSON a secret is written as JSON writes it.
    const written = secrets.map((secret) => secret && JSON.stringify(secret).slice(1, -1));
    return withoutSecrets(json ?? '', written).slice(0, PAYLOAD_LIMIT);
  } catch {
    return '';
  }
};

/** What was cut off is counted: `…+120`. */
const cut = (text: string): string =>
  text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…+${text.length - TEXT_LIMIT}` : text;

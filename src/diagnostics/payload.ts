/** The most that is kept of one string of a payload, and of a whole payload, in characters. */
const TEXT_LIMIT = 300;
const PAYLOAD_LIMIT = 4_000;
const SECRET_FIELD = /key$|token|secret|passw|authori[sz]ation|cookie|credential/i;

/** The API key and the token, as far as they are set. */
export type Secrets = readonly (string | undefined)[];

/** Masks the secrets in a text. */
export const withoutSecrets = (text: string, secrets: Secrets): string =>
  secrets.reduce((rest: string, secret) => (secret ? rest.replaceAll(secret, '•••') : rest), text);

/** A payload as shortened JSON; masks the secrets, and every field that is named like one. */
export const payloadText = (payload: unknown, secrets: Secrets): string => {
  try {
    const json = JSON.stringify(payload, (name, value: unknown) => {
      if (SECRET_FIELD.test(name)) return '•••';
      return typeof value === 'string' ? cut(withoutSecrets(value, secrets)) : value;
    });
    // A field's name may hold a secret too; in JSON it is escaped.
    const written = secrets.map((secret) => secret && JSON.stringify(secret).slice(1, -1));
    return withoutSecrets(json ?? '', written).slice(0, PAYLOAD_LIMIT);
  } catch {
    return '';
  }
};

/** Shortens a text; ends it with how many characters were left out: `…+120`. */
const cut = (text: string): string =>
  text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…+${text.length - TEXT_LIMIT}` : text;

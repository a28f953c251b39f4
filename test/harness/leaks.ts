const bytesOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The runs of a text that may be Base64 or hexadecimal, decoded from wherever they may begin. */
const decoded = (text: string): string[] => {
  const base64 = [...text.matchAll(/[\w+/-]{6,}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64url').toString('latin1')),
  );
  const hex = [...text.matchAll(/[\da-f]{12,}/gi)].flatMap(([run]) =>
    [0, 1].map((start) => Buffer.from(run.slice(start), 'hex').toString('latin1')),
  );
  return [...base64, ...hex];
};

const fromPercent = (text: string): string =>
  text
    .replace(/\+/g, ' ')
    .replace(/%([\da-f]{2})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)));

const unescaped = (text: string): string =>
  text
    .replace(/\\u([\da-f]{4})/gi, (_, digits) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\(.)/g, '$1');

/**
 * Where a secret can be read in a text: as it is, escaped, in an address, in Base64 or hexadecimal, whatever stands
 * around it. Decodes the text, unlike the code that masks.
 */
export const leaksIn = (text: string, secret: string): string[] => {
  const wanted = bytesOf(secret).toLowerCase();
  const bytes = bytesOf(text);
  const views: [string, string[]][] = [
    ['plain', [bytes]],
    ['escaped', [unescaped(bytes), unescaped(unescaped(bytes)), unescaped(unescaped(unescaped(bytes)))]],
    ['in an address', [fromPercent(bytes), fromPercent(unescaped(bytes))]],
    [
      'encoded',
      [
        ...decoded(bytes),
        ...decoded(unescaped(bytes)),
        ...decoded(fromPercent(bytes.replaceAll('+', '%2b'))),
      ],
    ],
  ];
  return views.flatMap(([name, texts]) =>
    texts.some((one) => one.toLowerCase().includes(wanted)) ? [name] : [],
  );
};

/** Spellings of a secret that servers, proxies and their logs make. */
export const spellingsOf = (secret: string): string[] => {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  return [
    secret,
    secret.toUpperCase(),
    encodeURIComponent(secret),
    new URLSearchParams({ key: secret }).toString(),
    JSON.stringify({ key: secret }),
    JSON.stringify({ body: JSON.stringify({ key: secret }) }),
    JSON.stringify([JSON.stringify([JSON.stringify([secret])])]),
    ...['', 'u', 'us', 'user:'].map((before) => base64(`${before}${secret}`)),
    ...['', 'u', 'us'].map((before) => base64(`${before}${secret}, and so on`)),
    Buffer.from(`Bearer ${secret}`, 'utf8').toString('base64url'),
    encodeURIComponent(base64(secret)),
    Buffer.from(secret, 'utf8').toString('hex'),
    Buffer.from(secret, 'utf8').toString('hex').toUpperCase(),
  ];
};

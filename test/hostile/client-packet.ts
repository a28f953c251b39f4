const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The payload of a `message` event of the client's, with its type; undefined for what is none. */
export const messageIn = (
  packet: string,
): { type: unknown; payload: Record<string, unknown> } | undefined => {
  const json = /^4[25](?:1-)?\d*(\[.*)$/s.exec(packet)?.[1];
  if (json === undefined) return undefined;
  const [name, body]: unknown[] = JSON.parse(json);
  if (name !== 'message' || !isRecord(body) || !isRecord(body.payload)) return undefined;
  return { type: body.type, payload: body.payload };
};

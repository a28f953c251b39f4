/** The name of the field in which ElizaOS 1.7.2 keeps an agent's secrets, its process's environment among them. */
const SECRETS = 'secrets';

/** A copy of an answer without the agents' secrets. */
export const withoutSecrets = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (name, value) => (name === SECRETS ? undefined : value)) ?? 'null');

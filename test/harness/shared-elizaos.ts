import { inject } from 'vitest';

/**
 * The ElizaOS 1.7.2 that the files of the project share, with the agents Eliza and Ada: started when the first
 * of them asks. Each test takes a person and rooms of its own; nobody stops it. Rejects where it does not start.
 */
export const sharedElizaOS = async (): Promise<{ url: string; port: number }> => {
  const response = await fetch(inject('sharedElizaOS'));
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return { url: `http://localhost:${answer}`, port: Number(answer) };
};

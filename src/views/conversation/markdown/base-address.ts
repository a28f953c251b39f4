import { createContext } from 'preact';

/** The address of the server that a message came from. */
export const BaseAddress = createContext<string | undefined>(undefined);

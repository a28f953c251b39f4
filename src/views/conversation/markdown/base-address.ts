import { createContext } from 'preact';

/** The address of the server that sent the message. */
export const BaseAddress = createContext<string | undefined>(undefined);

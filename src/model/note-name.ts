/** The notes about the worker. */
export type WorkerNote =
  /** The worker started; the detail is how often it has in this session of the browser. */
  | 'start'
  /** An alarm woke the worker. */
  | 'wake'
  /** Something threw in the worker or in a view. */
  | 'fault'
  /** The browser's storage failed. */
  | 'storage';

/**
 * What the log notes besides events and requests: about the worker, or about the server in use. The diagnostics
 * judge by these names.
 */
export type NoteName =
  | WorkerNote
  /** Another server came into use; the detail is its address. */
  | 'server'
  /** The server was upgraded at its address. */
  | 'other version'
  /** Reading the history failed. */
  | 'history'
  /** A connection opened; the detail is its transport. */
  | 'open'
  | 'closed'
  /** The server refused the connection; the detail is what it said. */
  | 'refused'
  /** The server did not confirm that a room was joined. */
  | 'not joined'
  /** The connection was moved to a better route. */
  | 'route upgrade'
  /** A row or an event could not be decoded; the detail is the reason. */
  | 'not understood'
  /** A broadcast was for a room that is not known here. */
  | 'another room';

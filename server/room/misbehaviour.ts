/** How the server departs from what it should do. It holds for the socket and for HTTP alike. */
export interface Misbehaviour {
  /**
   * So many of the next answers do not come, nor their `messageComplete`. Over HTTP: 504 for `sync`, a stream
   * that ends without `done` for `stream`.
   */
  dropAnswers: number;
  /** How long the agent is silent before it answers, in ms. */
  delayAnswersMs: number;
  /** Each send is refused with these words: `messageError`, or 403 over HTTP. */
  refuseSends: string | undefined;
  /** Each handshake is refused with these words: `connect_error`. */
  refuseConnections: string | undefined;
  /** The acknowledgement callback is not called. */
  forgetAcknowledgements: boolean;
  /** A streamed answer stops after so many chunks: no more chunks, no closing broadcast. */
  cutStreamsAfter: number | undefined;
}

export const GOOD_BEHAVIOUR: Readonly<Misbehaviour> = {
  dropAnswers: 0,
  delayAnswersMs: 0,
  refuseSends: undefined,
  refuseConnections: undefined,
  forgetAcknowledgements: false,
  cutStreamsAfter: undefined,
};

/** Arguments of a `messageBroadcast` that no client should take for a message. */
export const malformedBroadcasts = (roomId: string): readonly (readonly unknown[])[] => [
  [],
  [null],
  [42],
  ['text'],
  [[]],
  [{}],
  [{ roomId, channelId: roomId }],
  [{ roomId, channelId: roomId, senderName: 'Eliza', text: 42 }],
  [{ roomId: 7, channelId: [], senderName: 'Eliza', text: 'no room' }],
  [{ senderName: 'Eliza', text: 'no room at all' }],
];

/** The misbehaviour of the server, over the socket and HTTP alike. */
export interface Misbehaviour {
  /**
   * How many of the next answers to drop with their `messageComplete`. Over HTTP, `sync` gets 504, and `stream`
   * a stream without `done`.
   */
  dropAnswers: number;
  /** The time before each answer, in ms. */
  delayAnswersMs: number;
  /** Refuses each message with this text: `messageError`, or 403 over HTTP. */
  refuseSends: string | undefined;
  /** Refuses each handshake with this text: `connect_error`. */
  refuseConnections: string | undefined;
  /** Calls no acknowledgement callback. */
  forgetAcknowledgements: boolean;
  /** Ends streams after so many chunks, without a closing broadcast. */
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

/** Invalid arguments of `messageBroadcast`. */
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

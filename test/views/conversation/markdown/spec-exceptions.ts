/** Which examples of a specification are shown otherwise than it wants, by the reason. */
export interface Exceptions {
  /** How many examples there are. */
  of: number;
  /** Raw HTML is shown as text. */
  rawHtml: readonly number[];
  /** An address that stands for itself is a link, as GitHub has it. */
  bareAddresses: readonly number[];
  /** A definition that nothing refers to is shown as it was written. */
  unused: readonly number[];
  /** A single tilde is text: it means a range more often than a deletion. */
  singleTildes: readonly number[];
  /**
   * Links lead to http, https and mailto alone, and images come from there: of other addresses, words are
   * left. All else in these examples is as wanted.
   */
  addresses: readonly number[];
}

export const COMMONMARK: Exceptions = {
  of: 652,
  rawHtml: [
    21, 31, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166,
    167, 168, 169, 170, 171, 172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187,
    188, 189, 190, 191, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 613, 614, 615, 616, 617, 623,
    625, 626, 627, 628, 629, 630, 631, 642, 643,
  ],
  bareAddresses: [602, 608, 611, 612],
  unused: [207, 208, 210, 317, 537, 538, 545, 563, 565, 567, 571, 592],
  singleTildes: [],
  addresses: [
    22, 23, 32, 33, 192, 193, 194, 195, 196, 198, 200, 202, 203, 204, 205, 206, 214, 215, 216, 217, 218, 404,
    419, 422, 433, 473, 474, 482, 483, 484, 485, 486, 487, 489, 492, 495, 496, 498, 499, 500, 501, 502, 503,
    504, 505, 506, 507, 509, 510, 512, 514, 515, 516, 517, 518, 519, 520, 521, 522, 527, 528, 529, 530, 531,
    532, 533, 534, 535, 539, 540, 541, 542, 543, 544, 549, 550, 553, 554, 555, 556, 557, 558, 559, 560, 561,
    562, 564, 566, 568, 569, 570, 572, 573, 574, 575, 576, 577, 578, 579, 580, 581, 582, 583, 584, 585, 586,
    587, 588, 589, 591, 593, 596, 598, 599, 601,
  ],
};

export const GFM: Exceptions = {
  of: 28,
  rawHtml: [657],
  bareAddresses: [],
  unused: [],
  singleTildes: [491],
  addresses: [633, 634, 635],
};

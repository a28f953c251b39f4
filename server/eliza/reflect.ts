/** First person becomes second person and the other way round, as a mirror would say it. */
const REFLECTIONS: ReadonlyMap<string, string> = new Map([
  ['i', 'you'],
  ['me', 'you'],
  ['my', 'your'],
  ['mine', 'yours'],
  ['myself', 'yourself'],
  ['am', 'are'],
  ["i'm", 'you are'],
  ["i've", 'you have'],
  ["i'll", 'you will'],
  ["i'd", 'you would'],
  ['we', 'you'],
  ['us', 'you'],
  ['our', 'your'],
  ['you', 'I'],
  ['your', 'my'],
  ['yours', 'mine'],
  ['yourself', 'myself'],
  ["you're", 'I am'],
  ["you've", 'I have'],
  ["you'll", 'I will'],
  ["you'd", 'I would'],
]);

/** What word by word comes out wrong: the verb has to follow its pronoun. */
const AGREEMENT: readonly [RegExp, string][] = [
  [/\bI are\b/g, 'I am'],
  [/\byou was\b/g, 'you were'],
];

/** Turns the pronouns of a clause round: "you hate my dog" becomes "I hate your dog". */
export const reflect = (clause: string): string => {
  const words = clause.split(' ');
  const turned = words.map((word, index) => {
    // At the end "you" is an object: "I love you" is "you love me".
    if (word === 'you' && index > 0 && index === words.length - 1) return 'me';
    return REFLECTIONS.get(word) ?? word;
  });
  return AGREEMENT.reduce((text, [wrong, right]) => text.replace(wrong, right), turned.join(' '));
};

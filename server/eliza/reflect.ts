/** Pronouns and verbs of the first person with those of the second, and the reverse. */
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

/** Corrections where the verb does not agree with its new pronoun. */
const AGREEMENT: readonly [RegExp, string][] = [
  [/\bI are\b/g, 'I am'],
  [/\byou was\b/g, 'you were'],
];

/** Swaps the first and second person in a clause: "you hate my dog" becomes "I hate your dog". */
export const reflect = (clause: string): string => {
  const words = clause.split(' ');
  const turned = words.map((word, index) => {
    // At the end "you" is an object: "I love you" is "you love me".
    if (word === 'you' && index > 0 && index === words.length - 1) return 'me';
    return REFLECTIONS.get(word) ?? word;
  });
  return AGREEMENT.reduce((text, [wrong, right]) => text.replace(wrong, right), turned.join(' '));
};

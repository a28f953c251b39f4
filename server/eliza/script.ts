/**
 * A rule of the script. Where `pattern` matches a clause, one of `replies` is the answer; `$1` stands for the
 * first group with the pronouns swapped. The highest `rank` wins, then the earlier rule. With `remember`, the
 * group may be taken up again in a later answer.
 */
export interface Rule {
  rank: number;
  pattern: RegExp;
  replies: readonly [string, ...string[]];
  remember?: true;
}

/** Clauses are in lower case, with apostrophes and without other punctuation. */
export const RULES: readonly Rule[] = [
  {
    rank: 9,
    pattern: /\b(?:computer|machine|robot|chatbot|bot|ai)s?\b/,
    replies: [
      'Do machines worry you?',
      'Why do you bring up *machines*?',
      'What do you think machines have to do with it?',
    ],
  },
  {
    rank: 8,
    pattern: /\b(?:bye|goodbye|farewell|see you)\b/,
    replies: ['Goodbye. It was good to talk with you.', 'Take care. Come back whenever you like.'],
  },
  {
    rank: 7,
    pattern: /\bi (?:remember|recall) (.+)/,
    replies: [
      'Do you often think of $1?',
      'What else does $1 bring to mind?',
      'Why do you remember $1 *just now*?',
    ],
  },
  {
    rank: 7,
    pattern: /\bdo you remember (.+)/,
    replies: ['Did you think I would forget $1?', 'What about $1 should I recall?'],
  },
  {
    rank: 6,
    pattern: /\b(?:i dreamed|i dreamt|my dream was) (?:of |about |that )?(.+)/,
    replies: [
      'Really, $1?',
      'Have you ever imagined $1 while you were awake?',
      'What does that dream suggest to you?',
    ],
  },
  {
    rank: 6,
    pattern: /\bmy (mother|father|mom|dad|sister|brother|wife|husband|children|family|parents)\b/,
    replies: [
      'Tell me more about your family.',
      'Who else comes to mind when you think of your $1?',
      'How do you get along with your $1?',
    ],
  },
  {
    rank: 5,
    pattern: /\bi (?:need|want|would like|wish for) (.+)/,
    replies: [
      'What would it mean to you if you got $1?',
      'Why do you want $1?',
      'Suppose you got $1 soon. *Then* what?',
    ],
  },
  {
    rank: 5,
    pattern:
      /\bi(?: am|'m| feel|'m feeling) (sad|unhappy|depressed|lonely|sick|tired|anxious|afraid|angry)\b/,
    replies: [
      'I am sorry to hear that you are $1.',
      'What do you think made you $1?',
      'How long have you been $1?',
    ],
  },
  {
    rank: 5,
    pattern: /\bi(?: am|'m| feel) (happy|glad|better|excited|well|fine|good|great)\b/,
    replies: [
      'What makes you $1 just now?',
      'I am glad that you are $1. What changed?',
      'Can you say *why* you are $1?',
    ],
  },
  {
    rank: 4,
    pattern: /\bi(?: am|'m) (.+)/,
    replies: [
      'Is it because you are $1 that you came to me?',
      'How long have you been $1?',
      'Do you enjoy being $1?',
    ],
  },
  {
    rank: 4,
    pattern: /\bi (?:can't|cannot|can not) (.+)/,
    replies: [
      'How do you know that you can not $1?',
      'Have you tried?',
      'Perhaps you could $1 now. What would it take?',
    ],
  },
  {
    rank: 4,
    pattern: /\bi (?:don't|do not) (.+)/,
    replies: ['Do you wish that you did $1?', 'Why do you not $1?', 'What would happen if you *did* $1?'],
  },
  {
    rank: 4,
    pattern: /\bi feel (.+)/,
    replies: ['Do you often feel $1?', 'When do you usually feel $1?', 'Tell me more about feeling $1.'],
  },
  {
    rank: 4,
    pattern: /\bi (?:think|believe) (?:that )?(.+)/,
    replies: ['Do you really think so?', 'But you are not sure that $1?', 'What leads you to think that $1?'],
  },
  {
    rank: 4,
    pattern: /\bare you (.+)/,
    replies: [
      'Why does it matter to you whether I am $1?',
      'Would you like it better if I were not $1?',
      'Perhaps I am $1 in your thoughts.',
    ],
  },
  {
    rank: 4,
    pattern: /\byou(?: are|'re) (.+)/,
    replies: [
      'What makes you think that I am $1?',
      'Does it please you to believe that I am $1?',
      'Perhaps you would like to be $1 yourself.',
    ],
  },
  {
    rank: 3,
    pattern: /\b(?:can|could) you (.+)/,
    replies: [
      'You believe that I can $1, do you not?',
      'Perhaps you would like to $1 yourself.',
      'What would change if I could $1?',
    ],
  },
  {
    rank: 3,
    pattern: /\bwhy (?:don't|do not) you (.+)/,
    replies: ['Should I $1?', 'Perhaps I will $1 in good time.', 'Do you believe that I do not $1?'],
  },
  {
    rank: 3,
    pattern: /\b(?:because|since) (.+)/,
    replies: [
      'Is that the *real* reason?',
      'Do any other reasons come to mind?',
      'What else does that reason explain?',
    ],
  },
  {
    rank: 3,
    pattern: /\bif (.+)/,
    replies: ['Do you think it is likely that $1?', 'Do you wish that $1?', 'What would you do if $1?'],
  },
  {
    rank: 3,
    pattern: /\b(everyone|everybody|nobody|noone|always|never)\b/,
    replies: ['Really, *$1*?', 'Can you think of a particular example?', 'Is there no exception to that?'],
  },
  {
    rank: 2,
    pattern: /\bmy (.+)/,
    replies: ['Your $1?', 'Why do you say your $1?', 'Is it important to you that your $1?'],
    remember: true,
  },
  {
    rank: 2,
    pattern: /\b(?:sorry|apologise|apologize)\b/,
    replies: ['Please do not apologise.', 'Apologies are not needed here.'],
  },
  {
    rank: 2,
    pattern: /\b(?:thanks|thank you)\b/,
    replies: ['You are welcome. What else is on your mind?', 'Gladly. Please go on.'],
  },
  {
    rank: 2,
    pattern: /^(?:who|what|when|where|why|how)\b/,
    replies: [
      'Why do you ask?',
      'What answer would please you most?',
      'What do *you* think?',
      'Have you asked that before?',
    ],
  },
  {
    rank: 1,
    pattern: /^(?:hello|hi|hey|good (?:morning|evening|afternoon)|greetings)\b/,
    replies: [
      'Hello. What would you like to talk about?',
      'Hi there. How are you feeling today?',
      'Hello. Please tell me what is on your mind.',
    ],
  },
  {
    rank: 1,
    pattern: /^(?:yes|yeah|yep|sure|certainly|ok|okay)\b/,
    replies: ['You seem quite sure.', 'I see. And what follows from that?', 'I understand. Please go on.'],
  },
  {
    rank: 1,
    pattern: /^(?:no|nope|not really)\b/,
    replies: ['Why not?', 'You are being a bit negative.', 'Are you saying no just to be cautious?'],
  },
  {
    rank: 1,
    pattern: /\b(?:perhaps|maybe)\b/,
    replies: ['You do not seem quite certain.', 'Can you not be more definite?'],
  },
];

/** The answers where no rule matches and nothing is remembered. */
export const NEUTRAL: readonly [string, ...string[]] = [
  'Please go on.',
  'I see. Can you say more about that?',
  'What does that suggest to you?',
  'I am not sure that I understand you fully. Could you put it differently?',
  'Do you feel strongly about such things?',
];

/** The answers that take up something remembered; `$1` is its text with the pronouns swapped. */
export const RECALL: readonly [string, ...string[]] = [
  'Earlier you mentioned your $1. Does this have to do with it?',
  "Let's go back to what you said: your $1.",
  'Does that have anything to do with the fact that your $1?',
];

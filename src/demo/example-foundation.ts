import type { Foundation } from '../contract/organisation.ts';
import type { Words } from './example-words.ts';

/** Standard that each measure of the model shows. */
const standardOfMeasure: Readonly<Record<string, string>> = {
  satisfied: 'better-off',
  understood: 'listen',
  easy: 'no-detours',
  recommend: 'better-off',
  settled: 'settle-at-once',
  back: 'settle-at-once',
  complaints: 'put-it-right',
  chat: 'plain-words',
  desk: 'warm-welcome',
  mail: 'plain-words',
  handling: 'no-detours',
};

export const behaviourOfHandling = 'to-the-point';

export function standardOf(measure: string): string {
  const standard = standardOfMeasure[measure];
  if (standard === undefined) throw new Error(`no standard behind ${measure}`);
  return standard;
}

export function describeFoundation({ measures }: Words): Foundation {
  const standard = (
    id: string,
    text: string,
    behaviours: { id: string; text: string; measure?: string }[],
  ) => ({
    id,
    text,
    measures: Object.entries(measures)
      .filter(([measure]) => standardOfMeasure[measure] === id)
      .map(([, words]) => words.id),
    behaviours,
  });
  const handling = measures.handling?.id;
  return {
    vision: 'Whoever turns to us goes away with one worry less.',
    values: ['We mean it.', 'We finish what we start.', 'We say what we know and what we do not.'],
    promises: [
      {
        id: 'heard',
        text: 'You are heard.',
        standards: [
          standard('listen', 'We let people finish and say back what we understood.', [
            { id: 'says-back', text: 'Says back what was understood before answering.' },
          ]),
          standard('warm-welcome', 'Nobody stands at a desk without being greeted.', [
            { id: 'greets', text: 'Looks up and greets within half a minute.' },
          ]),
        ],
      },
      {
        id: 'settled',
        text: 'It is settled.',
        standards: [
          standard('settle-at-once', 'We settle it at the first contact if it can be settled.', [
            { id: 'owns-it', text: 'Keeps the case until it is closed.' },
          ]),
          standard('put-it-right', 'What we got wrong we put right on the spot.', [
            { id: 'makes-good', text: 'Apologises and offers to make it good, without asking anyone.' },
          ]),
        ],
      },
      {
        id: 'easy',
        text: 'It is easy, and worth it.',
        standards: [
          standard('no-detours', 'Nobody is sent around or kept waiting.', [
            {
              id: behaviourOfHandling,
              text: 'Comes to the point.',
              ...(handling === undefined ? {} : { measure: handling }),
            },
          ]),
          standard('plain-words', 'One clear answer, in plain words.', [
            { id: 'one-answer', text: 'Gives one answer, and says what happens next.' },
          ]),
          standard('better-off', 'People leave better off than they came.', [
            { id: 'asks-more', text: 'Asks whether there is anything else.' },
          ]),
        ],
      },
    ],
  };
}

import { type Assignment, usualAssignment } from './example-model.ts';
import { otherWords, truthsInOrder, usualWords, type Words } from './example-words.ts';
import type { TruthKind } from './organisation-model.ts';
import { streamsOf } from './streams.ts';

/** Which programme does what, on which measure, and what it is all called. */
export interface Casting {
  readonly assignment: Assignment;
  readonly words: Words;
}

export const usualCasting: Casting = { assignment: usualAssignment, words: usualWords };

/** Only questions of the survey after a call have the answers that "only where" needs. */
const questionsAfterCall = ['satisfied', 'understood', 'easy', 'recommend'];
const preciseMeasures = [...questionsAfterCall, 'settled', 'back'];
const swappedTruths: readonly TruthKind[] = ['lasting', 'fading', 'no-effect', 'harmful', 'leaders'];

/**
 * Renames programmes, measures and columns, hands the names to the programmes by lot, and swaps the effects between
 * the measures that can carry them. What a name suggests is then true of another programme, or of none.
 */
export function shuffledCasting(seed: number): Casting {
  const random = streamsOf(seed)('shuffle');
  const drawn = <Item>(items: readonly Item[]): Item[] =>
    [...random.shuffle(Int32Array.from(items.keys()))].flatMap((index) => items[index] ?? []);
  const conditional = drawn(questionsAfterCall)[0] ?? usualAssignment.conditional;
  const others = drawn(preciseMeasures.filter((measure) => measure !== conditional));
  const swapped = Object.fromEntries(
    swappedTruths.map((truth, index) => [truth, others[index] ?? usualAssignment[truth]]),
  );
  return {
    assignment: { ...usualAssignment, ...swapped, conditional },
    words: otherWords(drawn(truthsInOrder)),
  };
}

import type { Analysis, ProgrammeResult } from '../contract/analysis.ts';
import { kindsInTheBar } from '../model/programme.ts';
import type { Verdict } from '../model/verdict.ts';

type Action = Analysis['next'][number];

const mostActions = 3;

/** What is most urgent first. */
const urgency: readonly Verdict[] = [
  'harmful',
  'fading',
  'cannot tell',
  'conditional',
  'no effect',
  'lasting',
];

/** What to do next: stop what harms, follow up what fades, stage what cannot be told; within each, the dearest first. */
export function nextActions(programmes: readonly ProgrammeResult[]): Action[] {
  return programmes
    .filter(({ kind }) => kindsInTheBar.has(kind))
    .toSorted((a, b) => urgency.indexOf(a.verdict.kind) - urgency.indexOf(b.verdict.kind))
    .flatMap((programme) => actionFor(programme) ?? [])
    .slice(0, mostActions);
}

function actionFor(programme: ProgrammeResult): Action | undefined {
  const say = (text: string, why: string): Action => ({ programme: programme.id, text, why });
  const { title, verdict, reach, know } = programme;
  switch (verdict.kind) {
    case 'harmful':
      return say(`Stop ${title}`, verdict.sentence);
    case 'fading':
      return say(
        `Give ${title} its follow-up`,
        programme.halfLife.kind === 'estimate' ? programme.halfLife.text : verdict.sentence,
      );
    case 'conditional':
      return say(`Find out what makes ${title} work ${verdict.word.replace(/^only /, '')}`, verdict.sentence);
    case 'no effect':
      return say(`Drop or change ${title}`, reach === 'not-known' ? verdict.sentence : programme.reachText);
    case 'cannot tell':
      if (!curedByStages.has(verdict.reason)) {
        const [refusal] = programme.refusals;
        return say(
          `${title}: ${withoutFullStop(refusal?.next ?? know.text)}`,
          refusal?.why ?? verdict.sentence,
        );
      }
      return know.proposal === undefined
        ? say(`Wait for ${title}`, know.text)
        : say(`Train ${title} ${know.proposal.text}`, `${know.text}.`);
    case 'lasting':
      return undefined;
  }
}

/** Reasons why nothing can be told that another roll-out would take away. */
const curedByStages: ReadonlySet<string> = new Set([
  'everyone-at-once',
  'no-comparison',
  'no-later-volunteers',
  'too-few',
  'few-to-compare',
  'one-against-others',
  'one-series',
  'too-uncertain',
  'false-dates',
  'other-programmes',
]);

function withoutFullStop(text: string): string {
  return text.replace(/\.$/, '');
}

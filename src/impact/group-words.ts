import type { ProgrammeResult } from '../contract/analysis.ts';
import type { GroupLevel } from './facts.ts';

/** A sentence about teams as one about sites or departments, where those are compared; what is in quotes stays. */
export function inWordsOf(of: GroupLevel | undefined, text: string): string {
  if (of === undefined) return text;
  const others: readonly (readonly [string, string])[] = [
    ['the people who were in the team on its date', `each ${of} by its own score`],
    ['the people who were in post on the date', `each ${of} by its own score`],
  ];
  const said = others.reduce((whole, [words, instead]) => whole.replaceAll(words, instead), text);
  return said
    .split('"')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll(/\bteam(?=s?\b)/g, of) : part))
    .join('"');
}

/** All that was said of teams in general, said of the groups that have a score. */
export function sayOfGroups(of: GroupLevel | undefined, result: ProgrammeResult): ProgrammeResult {
  if (of === undefined) return result;
  const say = (text: string) => inWordsOf(of, text);
  const { verdict, know, beforeAfter, condition } = result;
  return {
    ...result,
    verdict: { ...verdict, sentence: say(verdict.sentence) },
    know: {
      ...know,
      text: say(know.text),
      ...(know.proposal === undefined
        ? {}
        : { proposal: { ...know.proposal, text: say(know.proposal.text) } }),
    },
    ...(beforeAfter === undefined
      ? {}
      : { beforeAfter: { ...beforeAfter, reasonText: say(beforeAfter.reasonText) } }),
    ...(condition === undefined ? {} : { condition: { ...condition, text: say(condition.text) } }),
    checks: result.checks.map((check) => ({ ...check, text: say(check.text) })),
    checksSentence: say(result.checksSentence),
    refusals: result.refusals.map((refusal) => ({
      ...refusal,
      why: say(refusal.why),
      next: say(refusal.next),
    })),
    method: say(result.method),
  };
}

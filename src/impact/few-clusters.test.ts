import { expect, test } from 'vitest';
import { ladderOrganisation } from '../../test/support/ladder-organisation.ts';
import { estimateEffects } from './estimate-effects.ts';
import { estimateImpact } from './estimate-impact.ts';
import { noteOnFewClusters } from './few-clusters.ts';

function foundFor(teams: number, trained: number, how: string) {
  const { facts, organisation } = ladderOrganisation({
    seed: 1,
    weeks: 120,
    teams,
    peoplePerTeam: 3,
    startOf: (team) => (team < trained ? 50 + 13 * (team % 2) : undefined),
    chosen: { by: 'team', how },
  });
  const { found } = estimateImpact(facts, organisation, 'p', { orders: 99, withChecks: false });
  if (found.kind === 'refused') throw new Error(found.detail);
  return found;
}

function noteFor(teams: number, trained: number, how: string): string {
  const found = foundFor(teams, trained, how);
  expect(found.permutation !== undefined).toBe(how === 'lot' && teams < 60);
  return noteOnFewClusters(found).join(' ');
}

test.each([
  [16, 8, 'lot', /^Few teams \(8 trained, 8 not\): intervals come from drawing the order again/],
  [
    16,
    8,
    'other',
    /Student's t with errors and degrees of freedom that allow for few teams.*The order was not drawn by lot, so it cannot be drawn again\.$/,
  ],
  [16, 4, 'other', /4 trained, 12 not.*94 to 97 of 100 cases/],
  [62, 30, 'other', /^$/],
  [62, 30, 'lot', /^$/],
])('%d teams of which %d are trained, chosen by "%s"', (teams, trained, how, words) => {
  expect(noteFor(teams, trained, how)).toMatch(words);
});

test.each([
  [16, 8, 'other', true],
  [16, 8, 'lot', false],
  [62, 30, 'other', false],
])(
  '%d teams of which %d are trained, chosen by "%s": leverage is allowed for in all parts alike',
  (teams, trained, how, allowed) => {
    const { effects, question } = foundFor(teams, trained, how);
    expect(effects.blocks.pull !== undefined).toBe(allowed);
    const among = Uint8Array.from({ length: teams }, (_, team) => (team % 4 < 2 ? 1 : 0));
    expect(estimateEffects({ ...question, among }).blocks.pull !== undefined).toBe(allowed);
    const beside = { ...question, rollOut: { ...question.rollOut, beside: [{}] as never } };
    expect(estimateEffects(beside).blocks.pull).toBeUndefined();
  },
);

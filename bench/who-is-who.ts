import { matchPeople } from '../src/people/match/match-people.ts';
import { accuracyOf, generateLists } from '../test/support/people-lists.ts';
import { median, secondsOf } from './measure.ts';

export interface MatchTiming {
  readonly people: number;
  readonly names: number;
  readonly seconds: number;
  readonly precision: number;
  readonly recall: number;
}

/** A list of people against the distinct names of sources that name them by full names, as untidy as real ones. */
export async function timeMatching(people: number, runs: number): Promise<MatchTiming> {
  const lists = generateLists(people, 5);
  const sources = lists.sources.filter(({ source }) => source === 'First Last' || source === 'Last, First');
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    seconds.push(await secondsOf(async () => void matchPeople(lists.list, sources, [])));
  }
  const { precision, recall } = accuracyOf(lists, matchPeople(lists.list, sources, []), 'all');
  const names = sources.reduce((sum, source) => sum + source.names.length, 0);
  return { people: lists.list.length, names, seconds: median(seconds), precision, recall };
}

import type { Organisation } from '../contract/organisation.ts';
import { standardsOf, standardsServed } from './standards.ts';

/** What is covered by nothing; ids in the order of the file. */
export interface Coverage {
  /** No measure, and no behaviour with one: nobody can see whether it is kept. */
  readonly standardsWithoutMeasure: readonly string[];
  /** Nobody knows what to do to keep it. */
  readonly standardsWithoutBehaviour: readonly string[];
  readonly behavioursWithoutMeasure: readonly string[];
  /** A promise without a standard is only a sentence. */
  readonly promisesWithoutStandard: readonly string[];
  /** Standards that no programme serves. */
  readonly standardsWithoutProgramme: readonly string[];
  readonly programmesWithoutStandard: readonly string[];
  /** Measures that show no standard and no behaviour. */
  readonly measuresWithoutStandard: readonly string[];
}

/** The gaps between promise, standard, behaviour, measure and programme. */
export function coverageOf({
  foundation,
  measures,
  programmes,
}: Pick<Organisation, 'foundation' | 'measures' | 'programmes'>): Coverage {
  const standards = standardsOf(foundation);
  const behaviours = standards.flatMap((standard) => standard.behaviours);
  const served = Object.entries(programmes).map(([id, programme]) => ({
    id,
    standards: standardsServed(programme, foundation).map((standard) => standard.id),
  }));
  const standardsWithProgramme = new Set(served.flatMap((programme) => programme.standards));
  const measuresOfStandards = new Set([
    ...standards.flatMap((standard) => standard.measures),
    ...behaviours.flatMap(({ measure }) => measure ?? []),
  ]);
  return {
    standardsWithoutMeasure: idsOf(
      standards.filter(
        (standard) => standard.measures.length === 0 && standard.behaviours.every(({ measure }) => !measure),
      ),
    ),
    standardsWithoutBehaviour: idsOf(standards.filter((standard) => standard.behaviours.length === 0)),
    behavioursWithoutMeasure: idsOf(behaviours.filter(({ measure }) => !measure)),
    promisesWithoutStandard: idsOf(
      (foundation?.promises ?? []).filter((promise) => promise.standards.length === 0),
    ),
    standardsWithoutProgramme: idsOf(standards.filter(({ id }) => !standardsWithProgramme.has(id))),
    programmesWithoutStandard: idsOf(served.filter((programme) => programme.standards.length === 0)),
    measuresWithoutStandard: Object.keys(measures).filter((id) => !measuresOfStandards.has(id)),
  };
}

function idsOf(entries: readonly { readonly id: string }[]): string[] {
  return entries.map(({ id }) => id);
}

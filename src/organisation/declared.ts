import type { Organisation } from '../contract/organisation.ts';

/** The names that other parts of the file may use. */
export interface Declared {
  readonly measures: ReadonlySet<string>;
  readonly standards: ReadonlySet<string>;
  readonly behaviours: ReadonlySet<string>;
  /** `any` where a file of team facts is declared: its columns are known only when it is read. */
  readonly facts: ReadonlySet<string> | 'any';
}

export function declaredIn({ foundation, measures, sources }: Organisation): Declared {
  const standards = (foundation?.promises ?? []).flatMap((promise) => promise.standards);
  return {
    measures: new Set(Object.keys(measures)),
    standards: new Set(standards.map(({ id }) => id)),
    behaviours: new Set(standards.flatMap(({ behaviours }) => behaviours.map(({ id }) => id))),
    facts: sources.some(({ table }) => table === 'team-facts') ? 'any' : new Set(['site', 'team']),
  };
}

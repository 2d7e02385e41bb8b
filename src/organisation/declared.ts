import type { Organisation } from '../contract/organisation.ts';

/** The names that other parts of the file may use. */
export interface Declared {
  readonly measures: ReadonlySet<string>;
  readonly standards: ReadonlySet<string>;
  readonly behaviours: ReadonlySet<string>;
  readonly facts: ReadonlySet<string>;
}

export function declaredIn({ foundation, measures, sources }: Organisation): Declared {
  const standards = (foundation?.promises ?? []).flatMap((promise) => promise.standards);
  const factSources = sources.filter(({ table }) => table === 'team-facts' || table === 'teams');
  return {
    measures: new Set(Object.keys(measures)),
    standards: new Set(standards.map(({ id }) => id)),
    behaviours: new Set(standards.flatMap(({ behaviours }) => behaviours.map(({ id }) => id))),
    facts: new Set([
      'site',
      ...factSources.flatMap(({ labels, values, columns, constants }) =>
        [labels, values, columns, constants].flatMap(Object.keys),
      ),
    ]),
  };
}

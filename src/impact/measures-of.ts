import type { Organisation } from '../contract/organisation.ts';

/** Every measure that the analysis of some programmes reads, by id. */
export function measuresOf(organisation: Organisation, programmes: readonly string[]): Set<string> {
  const behaviours = (organisation.foundation?.promises ?? []).flatMap(({ standards }) =>
    standards.flatMap((standard) => standard.behaviours),
  );
  const named = programmes.flatMap((id) => {
    const programme = organisation.programmes[id];
    if (programme === undefined) return [];
    return [
      programme.primaryOutcome,
      programme.negativeControl,
      programme.chosen.score?.measure,
      ...programme.otherOutcomes,
      ...programme.companions,
      ...behaviours
        .filter((behaviour) => programme.behaviours.includes(behaviour.id))
        .map(({ measure }) => measure),
    ];
  });
  return new Set(named.filter((id) => id !== undefined));
}

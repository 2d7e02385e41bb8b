import type { Organisation } from '../contract/organisation.ts';
import { type Declared, declaredIn } from './declared.ts';
import { nearestWord } from './nearest-word.ts';
import { anyOf, type Finding, type Path } from './problem.ts';

/** One place where the file names something that is declared elsewhere in it. */
interface Naming {
  readonly path: Path;
  readonly name: string;
  readonly of: keyof Declared;
}

const whatItIs: Readonly<Record<keyof Declared, string>> = {
  measures: 'a measure declared under "measures"',
  standards: 'a standard of the foundation',
  behaviours: 'a behaviour of the foundation',
  facts: 'a team fact from a source of the table team-facts',
};

const howToDeclare: Readonly<Record<keyof Declared, string>> = {
  measures: 'Declare the measure under "measures", or remove its name here',
  standards: 'Add the standard under foundation.promises, or remove its name here',
  behaviours: 'Add the behaviour to a standard under foundation.promises, or remove its name here',
  facts: 'Add a source with "table: team-facts" whose file has it as a column, or remove it here',
};

/** Every measure, standard, behaviour and team fact that is named but not declared. */
export function referenceFindings(organisation: Organisation): Finding[] {
  const declared = declaredIn(organisation);
  return namings(organisation).flatMap((naming) => {
    const known = declared[naming.of];
    return known === 'any' || known.has(naming.name) ? [] : [notDeclared(naming, [...known])];
  });
}

function notDeclared({ path, name, of }: Naming, known: readonly string[]): Finding {
  const nearest = nearestWord(name, known);
  const choices = known.length > 0 ? `: ${anyOf(known)}` : ' (none is declared)';
  return {
    path,
    at: 'value',
    found: `${JSON.stringify(name)}, which is declared nowhere`,
    expected: whatItIs[of] + choices,
    remedy: nearest ? `Did you mean ${JSON.stringify(nearest)}?` : `${howToDeclare[of]}.`,
  };
}

function namings(organisation: Organisation): Naming[] {
  const { defaultOutcome } = organisation.organisation;
  return [
    ...(defaultOutcome === undefined
      ? []
      : [
          {
            path: ['organisation', 'defaultOutcome'],
            name: defaultOutcome,
            of: 'measures' as const,
          },
        ]),
    ...foundationNamings(organisation),
    ...Object.entries(organisation.programmes).flatMap(([id, programme]) =>
      programmeNamings(['programmes', id], programme),
    ),
  ];
}

function foundationNamings({ foundation }: Organisation): Naming[] {
  return (foundation?.promises ?? []).flatMap((promise, p) =>
    promise.standards.flatMap((standard, s) => {
      const path: Path = ['foundation', 'promises', p, 'standards', s];
      return [
        ...all([...path, 'measures'], standard.measures, 'measures'),
        ...standard.behaviours.flatMap(({ measure }, b) =>
          one([...path, 'behaviours', b, 'measure'], measure, 'measures'),
        ),
      ];
    }),
  );
}

function programmeNamings(path: Path, programme: Organisation['programmes'][string]): Naming[] {
  return [
    ...all([...path, 'standards'], programme.standards, 'standards'),
    ...all([...path, 'behaviours'], programme.behaviours, 'behaviours'),
    ...one([...path, 'primaryOutcome'], programme.primaryOutcome, 'measures'),
    ...all([...path, 'otherOutcomes'], programme.otherOutcomes, 'measures'),
    ...one([...path, 'negativeControl'], programme.negativeControl, 'measures'),
    ...all([...path, 'companions'], programme.companions, 'measures'),
    ...one([...path, 'chosen', 'score', 'measure'], programme.chosen.score?.measure, 'measures'),
    ...one([...path, 'chosen', 'strata'], programme.chosen.strata, 'facts'),
    ...one([...path, 'condition', 'fact'], programme.condition?.fact, 'facts'),
  ];
}

function one(path: Path, name: string | undefined, of: keyof Declared): Naming[] {
  return name === undefined ? [] : [{ path, name, of }];
}

function all(path: Path, names: readonly string[], of: keyof Declared): Naming[] {
  return names.map((name, index) => ({ path: [...path, index], name, of }));
}

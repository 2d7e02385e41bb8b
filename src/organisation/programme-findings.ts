import type { Organisation, Programme } from '../contract/organisation.ts';
import { dayOrderFindings } from './day-order-findings.ts';
import type { Finding, Path } from './problem.ts';

/** What programmes say that cannot be so. */
export function programmesFindings(programmes: Organisation['programmes']): Finding[] {
  return [
    ...Object.entries(programmes).flatMap(([id, programme]) =>
      programmeFindings(['programmes', id], programme),
    ),
    ...courseFindings(programmes),
  ];
}

function programmeFindings(path: Path, programme: Programme): Finding[] {
  const { chosen, sessions } = programme;
  return [
    ...chosenFindings([...path, 'chosen'], chosen),
    ...sameMeasureFindings(path, programme),
    ...sessions.flatMap((session, index) => {
      const at: Path = [...path, 'sessions', index];
      return [
        ...dayOrderFindings(at, 'date', session.date, 'endDate', session.endDate),
        ...assignedFindings(at, chosen.by, session),
      ];
    }),
  ];
}

function chosenFindings(path: Path, chosen: Programme['chosen']): Finding[] {
  const { how, score } = chosen;
  const findings: Finding[] = [];
  if (how === 'low-scores' && !score) {
    findings.push({
      path: [...path, 'how'],
      at: 'value',
      found: '"low-scores" without the score',
      expected: '"score: { measure, from, to }" beside it, the measure and the days that made the score',
      remedy:
        'Add it: people picked after a bad month bounce back by themselves, and we must know the month.',
    });
  }
  if (how !== 'low-scores' && score) {
    findings.push({
      path: [...path, 'score'],
      at: 'key',
      found: `a score, although people were chosen by "${how}"`,
      expected: '"how: low-scores" beside it',
      remedy: 'Write "how: low-scores", or remove the score.',
    });
  }
  for (const key of ['strata', 'seed'] as const) {
    if (how === 'lot' || chosen[key] === undefined) continue;
    findings.push({
      path: [...path, key],
      at: 'key',
      found: `"${key}", although people were chosen by "${how}"`,
      expected: '"how: lot" beside it',
      remedy: `Write "how: lot" if lots were drawn, or remove "${key}".`,
    });
  }
  return [...findings, ...dayOrderFindings([...path, 'score'], 'from', score?.from, 'to', score?.to)];
}

function assignedFindings(
  path: Path,
  by: 'person' | 'team',
  { teams, people }: Programme['sessions'][number],
): Finding[] {
  const other = by === 'person' ? 'team' : 'person';
  const key = other === 'team' ? 'teams' : 'people';
  if ((key === 'teams' ? teams : people).length === 0) return [];
  return [
    {
      path: [...path, key],
      at: 'key',
      found: `${key} assigned to a session of a programme that was assigned by ${by}`,
      expected: `"chosen: { by: ${other} }" in the programme, or no "${key}" here`,
      remedy: `Write "by: ${other}" if whole ${key === 'teams' ? 'teams were' : 'persons were'} assigned; the error of the effect depends on it.`,
    },
  ];
}

function sameMeasureFindings(
  path: Path,
  {
    primaryOutcome,
    negativeControl,
    otherOutcomes,
    companions,
  }: Pick<Programme, 'primaryOutcome' | 'negativeControl' | 'otherOutcomes' | 'companions'>,
): Finding[] {
  if (primaryOutcome === undefined) return [];
  const places: [Path, string | undefined][] = [
    [[...path, 'negativeControl'], negativeControl],
    ...otherOutcomes.map((id, index): [Path, string] => [[...path, 'otherOutcomes', index], id]),
    ...companions.map((id, index): [Path, string] => [[...path, 'companions', index], id]),
  ];
  return places
    .filter(([, id]) => id === primaryOutcome)
    .map(([at, id]) => ({
      path: at,
      at: 'value',
      found: `${JSON.stringify(id)}, which is the primary outcome already`,
      expected: 'another measure',
      remedy: 'Name another measure here, or remove the line.',
    }));
}

/** Names in the attendance file must lead to one programme. */
function courseFindings(programmes: Organisation['programmes']): Finding[] {
  const owner = new Map<string, string>();
  return Object.entries(programmes).flatMap(([id, { courses, title }]) => {
    const names: [Path, string][] =
      courses.length > 0
        ? courses.map((course, index) => [['programmes', id, 'courses', index], course])
        : [[['programmes', id, 'title'], title]];
    return names.flatMap(([path, name]) => {
      const other = owner.get(name);
      owner.set(name, other ?? id);
      if (other === undefined || other === id) return [];
      return [
        {
          path,
          at: 'value' as const,
          found: `${JSON.stringify(name)}, by which attendance is counted for "${other}" already`,
          expected: 'a course name that belongs to one programme',
          remedy: 'List under "courses" the names that each of the two has in the attendance file.',
        },
      ];
    });
  });
}

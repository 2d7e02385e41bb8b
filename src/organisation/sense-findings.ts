import type { Organisation } from '../contract/organisation.ts';
import { nearestWord } from './nearest-word.ts';
import type { Finding, Path } from './problem.ts';

/** Values that are well written but cannot be so: impossible time zones, periods that end before they begin. */
export function senseFindings(organisation: Organisation): Finding[] {
  return [
    ...settingFindings(organisation.organisation),
    ...foundationFindings(organisation),
    ...Object.entries(organisation.measures).flatMap(([id, measure]) =>
      measureFindings(['measures', id], measure),
    ),
    ...Object.entries(organisation.programmes).flatMap(([id, programme]) =>
      programmeFindings(['programmes', id], programme),
    ),
    ...courseFindings(organisation.programmes),
    ...organisation.sources.flatMap((source, index) =>
      timeZoneFindings(['sources', index, 'timeZone'], source.timeZone),
    ),
  ];
}

function settingFindings(settings: Organisation['organisation']): Finding[] {
  return [
    ...timeZoneFindings(['organisation', 'timeZone'], settings.timeZone),
    ...orderFindings(['organisation'], 'from', settings.from, 'to', settings.to),
  ];
}

function timeZoneFindings(path: Path, timeZone: string | undefined): Finding[] {
  if (timeZone === undefined || isTimeZone(timeZone)) return [];
  const nearest = nearestWord(timeZone, Intl.supportedValuesOf('timeZone'));
  return [
    {
      path,
      at: 'value',
      found: `the unknown time zone ${JSON.stringify(timeZone)}`,
      expected: 'a time zone by its place, such as Europe/Berlin, or UTC',
      remedy: nearest ? `Did you mean ${JSON.stringify(nearest)}?` : 'Write continent and city.',
    },
  ];
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function orderFindings(
  path: Path,
  firstKey: string,
  first: string | undefined,
  lastKey: string,
  last: string | undefined,
): Finding[] {
  if (first === undefined || last === undefined || first <= last) return [];
  return [
    {
      path: [...path, lastKey],
      at: 'value',
      found: `${last}, which lies before "${firstKey}" (${first})`,
      expected: `a day on or after ${first}`,
      remedy: 'Exchange the two days, or put right the one that is wrong.',
    },
  ];
}

function foundationFindings({ foundation }: Organisation): Finding[] {
  const promises = (foundation?.promises ?? []).map((promise, p) => ({
    ...promise,
    path: ['foundation', 'promises', p] as Path,
  }));
  const standards = promises.flatMap(({ path, standards }) =>
    standards.map((standard, s) => ({ ...standard, path: [...path, 'standards', s] as Path })),
  );
  const behaviours = standards.flatMap(({ path, behaviours }) =>
    behaviours.map((behaviour, b) => ({ ...behaviour, path: [...path, 'behaviours', b] as Path })),
  );
  return [promises, standards, behaviours].flatMap(secondOnes);
}

function secondOnes(entries: readonly { readonly id: string; readonly path: Path }[]): Finding[] {
  const seen = new Set<string>();
  return entries.flatMap(({ id, path }) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [
      {
        path: [...path, 'id'],
        at: 'value' as const,
        found: `the id ${JSON.stringify(id)} a second time`,
        expected: 'each id once',
        remedy: 'Rename one of them, and its mentions in the programmes.',
      },
    ];
  });
}

function measureFindings(path: Path, { kind, value }: Organisation['measures'][string]): Finding[] {
  if (kind === 'rate' && value === undefined) {
    return [
      {
        path,
        at: 'key',
        found: 'a rate without "value"',
        expected: 'the column of yes and no of which the share is taken',
        remedy: 'Add "value: ", followed by the name under "values" of the source.',
      },
    ];
  }
  if (kind === 'count' && value !== undefined) {
    return [
      {
        path: [...path, 'value'],
        at: 'key',
        found: 'a count with "value"',
        expected: 'no value, for a count counts rows',
        remedy: 'Remove this line, choose the rows by "where", or write "kind: mean".',
      },
    ];
  }
  return [];
}

function programmeFindings(path: Path, programme: Organisation['programmes'][string]): Finding[] {
  const { chosen, sessions } = programme;
  return [
    ...chosenFindings([...path, 'chosen'], chosen),
    ...sameMeasureFindings(path, programme),
    ...sessions.flatMap((session, index) => {
      const at: Path = [...path, 'sessions', index];
      return [
        ...orderFindings(at, 'date', session.date, 'endDate', session.endDate),
        ...assignedFindings(at, chosen.by, session),
      ];
    }),
  ];
}

function chosenFindings(path: Path, chosen: Organisation['programmes'][string]['chosen']): Finding[] {
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
  return [...findings, ...orderFindings([...path, 'score'], 'from', score?.from, 'to', score?.to)];
}

function assignedFindings(
  path: Path,
  by: 'person' | 'team',
  { teams, people }: Organisation['programmes'][string]['sessions'][number],
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
  }: Pick<
    Organisation['programmes'][string],
    'primaryOutcome' | 'negativeControl' | 'otherOutcomes' | 'companions'
  >,
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

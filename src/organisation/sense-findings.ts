import type { Organisation } from '../contract/organisation.ts';
import { dayOrderFindings } from './day-order-findings.ts';
import { divisorFindings, scoreFindings, telephonyFindings } from './measure-findings.ts';
import { nearestWord } from './nearest-word.ts';
import type { Finding, Path } from './problem.ts';
import { programmesFindings } from './programme-findings.ts';

/** Values that are well written but cannot be so: impossible time zones, periods that end before they begin. */
export function senseFindings(organisation: Organisation): Finding[] {
  return [
    ...settingFindings(organisation.organisation),
    ...foundationFindings(organisation),
    ...Object.entries(organisation.measures).flatMap(([id, measure]) =>
      measureFindings(['measures', id], measure),
    ),
    ...programmesFindings(organisation.programmes),
    ...organisation.sources.flatMap((source, index) =>
      timeZoneFindings(['sources', index, 'timeZone'], source.timeZone),
    ),
  ];
}

function settingFindings(settings: Organisation['organisation']): Finding[] {
  return [
    ...timeZoneFindings(['organisation', 'timeZone'], settings.timeZone),
    ...dayOrderFindings(['organisation'], 'from', settings.from, 'to', settings.to),
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

function measureFindings(path: Path, measure: Organisation['measures'][string]): Finding[] {
  const ofTable = {
    interactions: valueFindings,
    events: valueFindings,
    telephony: telephonyFindings,
    outcomes: scoreFindings,
  }[measure.table];
  return [...ofTable(path, measure), ...divisorFindings(path, measure), ...ratioFindings(path, measure)];
}

function ratioFindings(path: Path, measure: Organisation['measures'][string]): Finding[] {
  const { kind, matters, mattersRatio } = measure;
  if (mattersRatio === undefined) return [];
  const finding = (found: string, expected: string, remedy: string): Finding[] => [
    { path: [...path, 'mattersRatio'], at: 'key', found, expected, remedy },
  ];
  if (kind === 'mean') {
    return finding(
      'a mean with "mattersRatio"',
      'a ratio for counts and rates only',
      'Write "matters: ", followed by the smallest difference that matters.',
    );
  }
  if (matters !== undefined) {
    return finding('both "matters" and "mattersRatio"', 'one of the two', 'Remove one of them.');
  }
  return mattersRatio === 1
    ? finding('the ratio 1', 'a ratio that is a change', 'Write 0.9 for a tenth fewer, 1.1 for a tenth more.')
    : [];
}

function valueFindings(path: Path, { kind, value }: Organisation['measures'][string]): Finding[] {
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

import type { FactTable, Organisation, Programme } from '../contract/organisation.ts';
import { kindsInTheBar } from '../model/programme.ts';
import type { Path } from './problem.ts';

/** Something that the file leaves open: what is missing, and what adding it would unlock. */
export interface Note {
  readonly file: string;
  readonly line: number;
  readonly missing: string;
  readonly unlocks: string;
  /** The table that has no source: the note falls where a file of it was loaded all the same. */
  readonly table?: FactTable;
}

type OpenMatter = Omit<Note, 'file' | 'line'> & { readonly path: Path };

/** What may be added, in the order of the file; the note on the whole comes before those on single programmes. */
export function notesOn(organisation: Organisation): OpenMatter[] {
  const programmes = Object.entries(organisation.programmes);
  return [
    ...wholeNotes(organisation),
    ...measureNotes(organisation),
    ...programmes.flatMap(([id, programme]) => programmeNotes(['programmes', id], programme, organisation)),
    ...tableNotes(organisation),
  ];
}

function wholeNotes({ foundation, programmes }: Organisation): OpenMatter[] {
  const notes: OpenMatter[] = [];
  const hasStandards = (foundation?.promises ?? []).some(({ standards }) => standards.length > 0);
  if (!hasStandards) {
    notes.push({
      path: ['foundation'],
      missing: 'no standard is declared',
      unlocks: 'the first link of the chain: whether each programme serves something that was promised',
    });
  }
  if (Object.keys(programmes).length === 0) {
    notes.push({
      path: ['programmes'],
      missing: 'no programme is declared',
      unlocks: 'verdicts: one for each programme',
    });
  }
  return notes;
}

function measureNotes({ measures, programmes, sources }: Organisation): OpenMatter[] {
  const judged = new Set(Object.values(programmes).map(({ primaryOutcome }) => primaryOutcome));
  const loaded = new Set<string>(sources.map(({ table }) => table));
  return Object.entries(measures).flatMap(([id, { table, matters, moneyPerUnit }]) => {
    const notes: OpenMatter[] = [];
    const path = ['measures', id];
    if (!loaded.has(table)) {
      const missing = `"${id}" is measured on the table "${table}", of which there is no source`;
      notes.push({ path, missing, unlocks: `the measure "${id}"`, table });
    }
    if (judged.has(id) && !matters && !moneyPerUnit) {
      notes.push({
        path,
        missing: `neither "matters" nor "moneyPerUnit" is declared for "${id}"`,
        unlocks:
          'a verdict by your own smallest effect that matters; until then one is assumed and marked so',
      });
    }
    return notes;
  });
}

function programmeNotes(path: Path, programme: Programme, { organisation }: Organisation): OpenMatter[] {
  const notes: OpenMatter[] = [];
  const note = (missing: string, unlocks: string, at: Path = path) =>
    notes.push({ path: at, missing: `"${programme.title}": ${missing}`, unlocks });
  if (programme.primaryOutcome === undefined) {
    note(
      'no primary outcome, so its verdict cannot be told',
      'the verdict: name the one measure by which it is judged, as "primaryOutcome"',
    );
  }
  if (
    programme.cost === undefined &&
    programme.sessions.every(({ fees, materials }) => fees + materials === 0)
  ) {
    const where = kindsInTheBar.has(programme.kind) ? 'its part of the money bar, ' : '';
    note('no cost', `${where}its break-even, and whether it is worth more than it cost`);
  }
  if (programme.chosen.how === 'other') {
    note(
      'it is not said how people were chosen',
      'the method that fits, a sharper one if lots were drawn, and a warning if the lowest were picked',
    );
  }
  if (programme.chosen.how === 'lot' && programme.sessions.length === 0) {
    note('lots were drawn, but no session says who was assigned to which date', 'the effect of the draw');
  }
  if (programme.negativeControl === undefined) {
    note('no negative control', 'one more check: a measure that it cannot touch must not have moved');
  }
  return [...notes, ...sessionNotes(path, programme, organisation)];
}

function sessionNotes(
  path: Path,
  { title, sessions }: Programme,
  { from, to }: Organisation['organisation'],
): OpenMatter[] {
  return sessions.flatMap(({ date }, index) => {
    const at: Path = [...path, 'sessions', index];
    if (from !== undefined && date < from) {
      return [
        {
          path: at,
          missing: `"${title}": the session on ${date} lies before the data, which begin on ${from}`,
          unlocks: 'a verdict on those who came to it, if the data begin half a year earlier',
        },
      ];
    }
    if (to !== undefined && date > to) {
      return [
        {
          path: at,
          missing: `"${title}": the session on ${date} lies after the data, which end on ${to}`,
          unlocks: 'the date by which we can know; it is taken as planned',
        },
      ];
    }
    return [];
  });
}

const whatTablesUnlock = {
  people: 'everything: who is in post, and when',
  teams: 'how teams differ: the curve in the team, training by team, joiners and leavers',
  attendance: 'who was trained, and when',
  interactions: 'measures of contacts: rating, settled, repeat contacts',
  events: 'measures of complaints and other events',
  assessments: 'whether people learned: the third link of the chain',
  reactions: 'whether people took it seriously: the second link of the chain; content and delivery apart',
  'team-facts': 'the one condition named in advance, and lots drawn within sites',
} satisfies Partial<Record<FactTable, string>>;

function tableNotes({ sources }: Organisation): OpenMatter[] {
  const loaded = new Set(sources.map(({ table }) => table));
  return (Object.keys(whatTablesUnlock) as (keyof typeof whatTablesUnlock)[])
    .filter((table) => !loaded.has(table))
    .map((table) => ({
      path: ['sources'],
      missing: `no source of the table "${table}"`,
      unlocks: whatTablesUnlock[table],
      table,
    }));
}

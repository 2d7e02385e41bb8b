import type { z } from 'zod';
import type { Source } from '../contract/organisation.ts';
import { type ContactFile, contactFiles } from './contact-files.ts';
import { isMainRating, wordsOf } from './describe-organisation.ts';
import type { CourseAttendance } from './draw-attendance.ts';
import type { Words } from './example-words.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import { attendanceSources } from './write-attendance.ts';
import { fieldOf, measuresIn } from './write-contacts.ts';
import { guestScoresFile } from './write-guest-scores.ts';
import { telephoneFile } from './write-telephone.ts';

type SourceEntry = z.input<typeof Source>;

/** Which file holds what, as `whichhalf.yaml` declares it. */
export function describeSources(
  organisation: SimulatedOrganisation,
  words: Words,
  courses: readonly CourseAttendance[],
): SourceEntry[] {
  return [
    ...peopleSources(words),
    ...attendanceSources(courses),
    {
      file: 'assessments.csv',
      table: 'assessments',
      columns: { person: 'Participant', programme: 'Course', date: 'Date', moment: 'When', score: 'Score' },
    },
    {
      file: 'reactions.csv',
      table: 'reactions',
      columns: {
        programme: 'Course',
        date: 'Date',
        relevance: 'About situations I meet',
        willingness: 'I want to do it',
        content: 'Content',
        delivery: 'Delivery',
      },
    },
    ...contactFiles.map((shape) => describeContacts(organisation, words, shape)),
    {
      file: telephoneFile,
      table: 'telephony',
      units: { talk: 'h:mm:ss', 'after-call': 'h:mm:ss' },
    },
    {
      file: 'complaints.csv',
      table: 'events',
      columns: { id: 'Case', date: 'Received on', person: 'About' },
      constants: { kind: 'complaint' },
    },
    { file: guestScoresFile, table: 'outcomes', preset: 'scores-by-month' },
  ];
}

function peopleSources({ condition }: Words): SourceEntry[] {
  const person = { person: 'Employee no' };
  return [
    { file: 'people.csv', table: 'people' },
    {
      file: 'teams.csv',
      table: 'teams',
      columns: { ...person, team: 'Team', role: 'Role', from: 'From', to: 'To' },
    },
    {
      file: 'team-facts.csv',
      table: 'team-facts',
      columns: { team: 'Team', site: 'Site' },
      labels: { [condition.fact]: condition.column },
    },
  ];
}

/** Of an export that is known, only what the organisation has added must be said. */
function describeContacts(
  organisation: SimulatedOrganisation,
  words: Words,
  { channel, via, file, isZendesk }: ContactFile,
): SourceEntry {
  const measures = measuresIn(organisation, channel);
  if (isZendesk) {
    const added = measures
      .filter((measure) => !isMainRating(measure))
      .map((measure) => [wordsOf(words, measure).id, fieldOf(words, measure)]);
    return {
      file,
      table: 'interactions',
      preset: 'zendesk-tickets',
      columns: { reason: 'Reason [list]' },
      values: Object.fromEntries(added),
    };
  }
  const rating = measures.find(isMainRating) ?? '';
  return {
    file,
    table: 'interactions',
    columns: {
      id: 'Ticket',
      time: 'Called up',
      person: 'Counter staff',
      reason: 'Reason',
      rating: wordsOf(words, rating).column,
    },
    constants: { channel: via },
  };
}

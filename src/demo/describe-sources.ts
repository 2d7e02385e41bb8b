import type { z } from 'zod';
import type { Source } from '../contract/organisation.ts';
import { isMainRating, wordsOf } from './describe-organisation.ts';
import type { Words } from './example-words.ts';
import type { SimulatedOrganisation } from './simulate-organisation.ts';
import { type ContactFile, contactFiles, measuresOf } from './write-contacts.ts';

type SourceEntry = z.input<typeof Source>;

/** Which file holds what, as `whichhalf.yaml` declares it. */
export function describeSources(organisation: SimulatedOrganisation, words: Words): SourceEntry[] {
  const person = { person: 'Employee no' };
  const training = { ...person, course: 'Course', date: 'Date' };
  const { course: programme, date } = training;
  return [
    {
      file: 'people.csv',
      table: 'people',
      columns: { ...person, site: 'Site', joined: 'Joined', left: 'Left' },
    },
    {
      file: 'teams.csv',
      table: 'teams',
      columns: { ...person, team: 'Team', role: 'Role', from: 'From', to: 'To' },
    },
    {
      file: 'team-facts.csv',
      table: 'team-facts',
      columns: { team: 'Team', site: 'Site' },
      labels: { [words.condition.fact]: words.condition.column },
    },
    {
      file: 'attendance.csv',
      table: 'attendance',
      columns: { ...training, hours: 'Hours', status: 'Came' },
    },
    {
      file: 'assessments.csv',
      table: 'assessments',
      columns: { ...person, programme, date, moment: 'When', score: 'Score' },
    },
    {
      file: 'reactions.csv',
      table: 'reactions',
      columns: {
        programme,
        date,
        relevance: 'About situations I meet',
        willingness: 'I want to do it',
        content: 'Content',
        delivery: 'Delivery',
      },
    },
    ...contactFiles.map((shape) => describeContacts(organisation, words, shape)),
    {
      file: 'complaints.csv',
      table: 'events',
      columns: { id: 'Case', date: 'Received on', person: 'About' },
      constants: { kind: 'complaint' },
    },
  ];
}

function describeContacts(
  organisation: SimulatedOrganisation,
  words: Words,
  shape: ContactFile,
): SourceEntry {
  const measures = measuresOf(organisation, shape.channel);
  const main = measures.find(isMainRating);
  const values = measures
    .filter((measure) => measure !== main)
    .map((measure) => [wordsOf(words, measure).id, wordsOf(words, measure).column]);
  return {
    file: shape.file,
    table: 'interactions',
    columns: {
      id: shape.idColumn,
      time: shape.timeColumn,
      person: shape.personColumn,
      channel: 'Channel',
      reason: 'Reason',
      ...(shape.askedColumn === undefined ? {} : { asked: shape.askedColumn }),
      ...(main === undefined ? {} : { rating: wordsOf(words, main).column }),
    },
    values: Object.fromEntries(values),
  };
}

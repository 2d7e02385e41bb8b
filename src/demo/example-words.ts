import type { ProgrammeKind } from '../model/programme.ts';
import type { TruthKind } from './organisation-model.ts';

/** What people in the example organisation call things. None of it says what is true of a programme. */
export interface Words {
  readonly programmes: Readonly<Record<TruthKind, ProgrammeWords>>;
  /** By measure of the model. */
  readonly measures: Readonly<Record<string, MeasureWords>>;
  readonly condition: { readonly fact: string; readonly column: string; readonly title: string };
}

export interface ProgrammeWords {
  readonly id: string;
  readonly title: string;
  /** Its name where attendance is kept. */
  readonly course: string;
  readonly provider: string;
  readonly keptIn: PlaceOfAttendance;
}

/** Where it is kept who came: in a file per course of the learning system, by course or by activity, in a register, or in a sheet. */
export type PlaceOfAttendance = 'courses' | 'activities' | 'register' | 'sheet';

export interface MeasureWords {
  readonly id: string;
  readonly title: string;
  /** What the field or column is called that holds it. */
  readonly column: string;
}

type ProgrammeName = Omit<ProgrammeWords, 'keptIn'>;

const programmeNames: readonly ProgrammeName[] = [
  { id: 'listen-first', title: 'Listen first', course: 'Listen first (1 day)', provider: 'Own academy' },
  { id: 'service-recovery', title: 'Service recovery', course: 'SERV-REC', provider: 'Bright Horizons' },
  { id: 'know-your-products', title: 'Know your products', course: 'Product quiz', provider: 'Own academy' },
  { id: 'faster-calls', title: 'Faster calls', course: 'Faster calls', provider: 'Lean Line' },
  { id: 'own-the-case', title: 'Own the case', course: 'Own the case', provider: 'Own academy' },
  {
    id: 'leading-service-teams',
    title: 'Leading service teams',
    course: 'LEAD 2',
    provider: 'Bright Horizons',
  },
  { id: 'personal-coaching', title: 'Personal coaching', course: 'Coaching 1:1', provider: 'Coach & Co' },
  { id: 'ask-for-feedback', title: 'Ask for feedback', course: 'Ask for feedback', provider: 'Own academy' },
  { id: 'writing-that-helps', title: 'Writing that helps', course: 'Writing day', provider: 'Plain Words' },
  { id: 'calm-in-conflict', title: 'Calm in conflict', course: 'CALM', provider: 'Bright Horizons' },
];

const otherProgrammeNames: readonly ProgrammeName[] = [
  { id: 'course-17', title: 'Golden moments', course: 'C-17', provider: 'Own academy' },
  { id: 'course-23', title: 'One team, one voice', course: 'C-23', provider: 'Bright Horizons' },
  { id: 'course-31', title: 'The extra mile', course: 'C-31', provider: 'Own academy' },
  { id: 'course-38', title: 'Heart and mind', course: 'C-38', provider: 'Lean Line' },
  { id: 'course-42', title: 'Say yes', course: 'C-42', provider: 'Own academy' },
  { id: 'course-47', title: 'First things first', course: 'C-47', provider: 'Bright Horizons' },
  { id: 'course-55', title: 'Clear talk', course: 'C-55', provider: 'Coach & Co' },
  { id: 'course-58', title: 'Customer days', course: 'C-58', provider: 'Own academy' },
  { id: 'course-64', title: 'Fresh start', course: 'C-64', provider: 'Plain Words' },
  { id: 'course-71', title: 'Strong together', course: 'C-71', provider: 'Bright Horizons' },
];

/** By the place of the name, so that it says nothing about what is true. */
const placesInOrder: readonly PlaceOfAttendance[] = [
  'courses',
  'register',
  'courses',
  'activities',
  'courses',
  'sheet',
  'register',
  'activities',
  'courses',
  'register',
];

export const truthsInOrder: readonly TruthKind[] = [
  'lasting',
  'fading',
  'no-effect',
  'harmful',
  'conditional',
  'leaders',
  'low-scores',
  'who-answers',
  'one-day',
  'nobody-came',
];

const usualMeasures: Words['measures'] = {
  satisfied: { id: 'satisfied', title: 'Satisfied after a call', column: '' },
  understood: { id: 'understood', title: 'Felt understood on a call', column: 'Q2 understood' },
  easy: { id: 'easy', title: 'Easy to get it done on a call', column: 'Q3 easy' },
  recommend: { id: 'recommend', title: 'Would recommend us after a call', column: 'Q4 recommend' },
  settled: { id: 'settled', title: 'Settled at the first contact', column: 'Settled' },
  back: { id: 'back-within-7-days', title: 'Back within 7 days', column: 'Called again in 7 days' },
  complaints: { id: 'complaints', title: 'Complaints', column: '' },
  chat: { id: 'satisfied-chat', title: 'Satisfied after a chat', column: '' },
  desk: { id: 'satisfied-desk', title: 'Satisfied at the desk', column: 'Score' },
  mail: { id: 'satisfied-mail', title: 'Satisfied with the answer by mail', column: '' },
  handling: { id: 'handling-time', title: 'Seconds of talk per call', column: 'Talk time' },
};

const otherMeasures: Words['measures'] = {
  satisfied: { id: 'm1', title: 'The call helped me', column: '' },
  understood: { id: 'm2', title: 'They took me seriously', column: 'B' },
  easy: { id: 'm3', title: 'It went smoothly', column: 'C' },
  recommend: { id: 'm4', title: 'I would call again', column: 'D' },
  settled: { id: 'm5', title: 'Closed on the call', column: 'E' },
  back: { id: 'm6', title: 'Reopened within a week', column: 'F' },
  complaints: { id: 'm7', title: 'Letters of complaint', column: '' },
  chat: { id: 'm8', title: 'Thumbs for the chat', column: '' },
  desk: { id: 'm9', title: 'Smiles at the desk', column: 'H' },
  mail: { id: 'm10', title: 'Happy with the letter', column: '' },
  handling: { id: 'm11', title: 'Length of a call', column: 'Talk time' },
};

export const usualWords: Words = {
  programmes: namesFor(truthsInOrder, programmeNames),
  measures: usualMeasures,
  condition: {
    fact: 'leaders-follow-up',
    column: 'Leader follows up weekly',
    title: 'leaders follow up',
  },
};

/** Other names for everything, handed to the truths in the given order. */
export function otherWords(order: readonly TruthKind[]): Words {
  return {
    programmes: namesFor(order, otherProgrammeNames),
    measures: otherMeasures,
    condition: { fact: 'fact-3', column: 'Fact 3', title: 'fact 3 holds' },
  };
}

function namesFor(truths: readonly TruthKind[], names: readonly ProgrammeName[]): Words['programmes'] {
  const pairs = truths.map((truth, index) => {
    const words = names[index];
    if (words === undefined) throw new Error(`no name for programme ${truth}`);
    return [truth, { ...words, keptIn: placesInOrder[index] ?? 'register' }];
  });
  return Object.fromEntries(pairs) as Words['programmes'];
}

/** Training that stands outside the bar: it has a cost, but is not asked what customers got from it. */
export interface SideProgramme extends ProgrammeWords {
  readonly kind: ProgrammeKind;
  readonly audience: string;
  readonly hoursPerPerson: number;
  readonly fees: number;
  /** Days after the first day on which it begins. */
  readonly firstDayOffset: number;
}

export const sideProgrammes: readonly SideProgramme[] = [
  {
    id: 'new-telephone-system',
    title: 'The new telephone system',
    course: 'Telephone system',
    provider: 'Own academy',
    keptIn: 'courses',
    kind: 'system-know-how',
    audience: 'everyone who takes calls',
    hoursPerPerson: 4,
    fees: 46_000,
    firstDayOffset: 57,
  },
  {
    id: 'welcome-weeks',
    title: 'Welcome weeks',
    course: 'Welcome weeks',
    provider: 'Own academy',
    keptIn: 'register',
    kind: 'induction',
    audience: 'everyone who joins',
    hoursPerPerson: 16,
    fees: 61_000,
    firstDayOffset: 0,
  },
  {
    id: 'data-protection',
    title: 'Data protection',
    course: 'Data protection',
    provider: 'Own academy',
    keptIn: 'courses',
    kind: 'required-by-law',
    audience: 'everyone, every year',
    hoursPerPerson: 3,
    fees: 85_000,
    firstDayOffset: 120,
  },
];

import type { Calendar } from '../model/calendar.ts';
import type { AnswersSeen } from './load-answers-seen.ts';
import type { InvoicesSpread } from './spread-invoices.ts';

/**
 * Everything the estimate of effects reads, in memory, with people, teams and periods as indices from 0.
 * Days are counted from 1970-01-01. -1 means "none" in every index.
 */
export interface Facts {
  readonly calendar: Calendar;
  readonly people: number;
  /** Contacts and events loaded within the calendar, where they were counted. */
  readonly contacts: number | undefined;
  readonly teamNames: readonly string[];
  readonly siteNames: readonly string[];
  /** [teams] site of each team. */
  readonly siteOfTeam: Int32Array;
  /** Team facts that are yes or no: [teams] 1, 0 or -1 for not known. */
  readonly conditions: ReadonlyMap<string, Int8Array>;
  /** Team facts that are texts (strata of a draw): [teams] index of the text, -1 for not known. */
  readonly strata: ReadonlyMap<string, Int32Array>;
  /** [people x periods] team of a member in post, -1 where not in post; a leader is in post in no team. */
  readonly teamAt: Int32Array;
  readonly leaders: readonly Leadership[];
  /** People known by the ids of the source, for sessions that name people in `whichhalf.yaml`. */
  readonly personOf: (sourceId: string) => number | undefined;
  /** By programme id. */
  readonly attendance: ReadonlyMap<string, readonly Attendance[]>;
  readonly assessments: ReadonlyMap<string, readonly Assessment[]>;
  readonly reactions: ReadonlyMap<string, readonly Reaction[]>;
  /** By measure id. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** What a reader must know about the data behind every figure: "leavers are not in the list of people". */
  readonly notes: readonly string[];
  /** Invoices of providers, spread over programmes; undefined where none are loaded. */
  readonly invoices?: InvoicesSpread | undefined;
  /** By programme id: what a reader must know about that programme alone. */
  readonly notesOn?: ReadonlyMap<string, readonly string[]>;
  /** The same organisation where scores name no employee: one per level and calendar, each with `groups`. */
  readonly atGroups?: readonly Facts[] | undefined;
  /** Present where sites, departments or teams stand as persons. */
  readonly groups?: Groups | undefined;
  /** Logins that several people share; undefined where there are none. */
  readonly logins?: SharedLogins | undefined;
  /**
   * Present where shared logins stand behind the people, as further rows of `teamAt` and of the outcomes: the same without
   * them. Whatever is said of people, and not of teams, is said of these.
   */
  readonly persons?: Facts | undefined;
}

/** The people alone, without shared logins. */
export function personsOf(facts: Facts): Facts {
  return facts.persons ?? facts;
}

/** What was done under logins that nobody has alone. */
export interface SharedLogins {
  /** The same with each of them as one more unit within its team, for programmes given to whole teams; `persons` is set. */
  readonly facts: Facts;
  /** [units] which login each unit is, as one may be in several teams, from 0. */
  readonly loginOf: Int32Array;
  /** By measure id. */
  readonly work: ReadonlyMap<string, LoginRows>;
}

/** Rows behind a measure that stand under shared logins. */
export interface LoginRows {
  /** [units x periods] */
  readonly rows: Float64Array;
  readonly all: Counted;
  /** Of those that have a team, of those for which nobody says one, and of those in whose team no person is. */
  readonly placed: Counted;
  readonly unplaced: Counted;
  readonly withoutPeople: Counted;
}

export interface Counted {
  readonly rows: number;
  readonly logins: number;
}

/** What scores that name no employee are of, from the coarsest to the finest. */
export const groupLevels = ['site', 'department', 'team'] as const;
export type GroupLevel = (typeof groupLevels)[number];

/**
 * Facts in which every site (department, team) that has a score is one person, always in post in a team of its own: what
 * holds for teams in a roll-out then holds for it.
 */
export interface Groups {
  readonly level: GroupLevel;
  /** The people behind. */
  readonly staff: Facts;
  /** [teams of the staff] group of each team, -1 for none. */
  readonly groupOfTeam: Int32Array;
  /** By measure id: what a reader must know of these scores. */
  readonly notes: ReadonlyMap<string, readonly string[]>;
  /** Measures of which every row says how many answers are behind it. */
  readonly withAnswers: ReadonlySet<string>;
  /** Measures of which every row says how far its answers are spread. */
  readonly withSpread: ReadonlySet<string>;
}

export interface Leadership {
  readonly person: number;
  readonly team: number;
  readonly fromDay: number;
  readonly toDay: number;
}

export interface Attendance {
  readonly person: number;
  readonly day: number;
  readonly hours: number | undefined;
  readonly came: boolean;
}

export interface Assessment {
  readonly person: number;
  readonly day: number;
  readonly moment: 'before' | 'after';
  readonly score: number;
}

/** Answers about a session, 1 to 5 each. */
export interface Reaction {
  readonly person: number | undefined;
  readonly day: number;
  readonly relevance: number | undefined;
  readonly willingness: number | undefined;
  readonly content: number | undefined;
  readonly delivery: number | undefined;
}

/** A measure per person and period. Both arrays are [people x periods], 0 where nothing happened. */
export interface Outcome {
  readonly sum: Float64Array;
  /** Number of values behind each sum; for counts, 1 in every period in post. */
  readonly count: Float64Array;
  /** Sum of the squares of the single values, over all. */
  readonly sumOfSquares: number;
  /** [people x periods] contacts that were asked; present where the file says who was asked. */
  readonly asked: Float64Array | undefined;
  /** Answers of everybody by period, where a change of the survey would show. */
  readonly seen?: AnswersSeen | undefined;
  /** Single values as a table of (person, period, value, how many), where an answer can be missing. */
  readonly values: ValueTable | undefined;
}

export interface ValueTable {
  readonly person: Int32Array;
  readonly period: Int32Array;
  readonly value: Float64Array;
  readonly howMany: Int32Array;
}

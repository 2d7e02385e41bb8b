/** A person of the organisation's list, with everything that may tell who is meant elsewhere. */
export interface ListedPerson {
  /** Name of the list that has this entry. */
  readonly source: string;
  /** As the list has it: a number, or an e-mail or name where there is none. */
  readonly id: string;
  readonly email: string | undefined;
  readonly user: string | undefined;
  readonly first: string | undefined;
  readonly last: string | undefined;
  /** Where the list has first and last name in one column. */
  readonly fullName: string | undefined;
  readonly site: string | undefined;
  readonly team: string | undefined;
  /** Days since 1970. */
  readonly joined: number | undefined;
  readonly left: number | undefined;
  /** What somebody who was erased was called by, too: names in the sources may still mean that one. */
  readonly namesake?: 'whole name' | 'initials' | undefined;
}

/** One way in which a source calls somebody, and what its rows say. */
export interface SourceName {
  readonly text: string;
  readonly rows: number;
  /** The one site, and the one team, of all its rows; undefined where there are several or none. */
  readonly site: string | undefined;
  readonly team: string | undefined;
  /** Its rows name several sites, as those of two people of one name would. */
  readonly severalSites: boolean;
  /** First and last day of its rows, since 1970. */
  readonly firstDay: number | undefined;
  readonly lastDay: number | undefined;
  /** Days with rows, and those of them that no one person could have worked. */
  readonly days: number;
  readonly impossibleDays: number;
}

export interface SourceNames {
  readonly source: string;
  readonly names: readonly SourceName[];
}

/** What somebody decided on one name of one source; people by their place in the list. */
export interface Decision {
  readonly source: string;
  readonly name: string;
  readonly decision: 'same' | 'different' | 'shared' | 'nobody';
  readonly person: number | undefined;
}

export const waysOfMatching = [
  'decided',
  'same id',
  'same id but for zeros',
  'same e-mail',
  'same user name',
  'e-mail against name',
  'same name',
  'same name, another script',
  'same name but for a middle name',
  'name within site',
  'name within team',
  'initials within site',
  'initials within team',
  'name in the e-mail of the list',
] as const;
export type WayOfMatching = (typeof waysOfMatching)[number];

export interface Candidate {
  /** Place in the list. */
  readonly person: number;
  readonly reason: string;
}

/** Who is meant by one name of one source. */
export type Recognition =
  | { readonly state: 'matched'; readonly person: number; readonly how: WayOfMatching }
  | { readonly state: 'unsure'; readonly candidates: readonly Candidate[] }
  | { readonly state: 'unmatched'; readonly decided: boolean }
  | { readonly state: 'shared'; readonly why: string };

export interface NameFound {
  readonly name: SourceName;
  readonly recognition: Recognition;
  /** Why it looks like a login of several people although it fits one; to be decided. */
  readonly looksShared: string | undefined;
}

export interface SourceFound {
  readonly source: string;
  readonly names: readonly NameFound[];
  /** Places in the list of people whom no name of this source was matched to. */
  readonly unseen: readonly number[];
}

/** Two entries of the list that may be one person. */
export interface Repeated {
  readonly first: number;
  readonly second: number;
  readonly reason: string;
}

export interface Matching {
  readonly sources: readonly SourceFound[];
  readonly repeated: readonly Repeated[];
  /** Place of the entry that stands for each: its own, but for entries decided to be the same person as another. */
  readonly standsFor: readonly number[];
}

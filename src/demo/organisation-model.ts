/** What a simulated organisation is made of. Everything that is drawn at random follows from one of these and a seed. */
export interface OrganisationModel {
  /** First day of week 0, a Monday, in days since 1970-01-01. */
  readonly firstDay: number;
  readonly weeks: number;
  readonly sites: number;
  readonly teams: number;
  readonly peoplePerTeam: number;
  /** Share of the posts that are left within a year, 0 to 1; each is filled again within six weeks. */
  readonly turnoverPerYear: number;
  /** Who leaves rather than others; undefined where all posts are left with equal chance. */
  readonly leaving?: LeavingModel;
  /** Share of the people who change to another team of their site within a year. */
  readonly movesPerYear: number;
  /** Teams where the named condition of the workplace holds. */
  readonly teamsWithCondition: number;
  readonly channels: readonly ChannelModel[];
  readonly measures: readonly MeasureModel[];
  readonly programmes: readonly ProgrammeModel[];
}

/** What makes leaving likelier. Both are multiples of the chance that a post is left. */
export interface LeavingModel {
  /** For each standard deviation by which a person stands below the average of the first measure. */
  readonly perSdBelow: number;
  /** From the week of the session of one's team on; the first programme must be drawn by team. */
  readonly onceTrained: number;
}

/** A way in which customers reach people. */
export interface ChannelModel {
  readonly id: string;
  /** Contacts per person and week, on average. */
  readonly contactsPerWeek: number;
  /** Share of the contacts after which the customer was asked. */
  readonly askedShare: number;
  /** Share of those asked who answered. */
  readonly answeredShare: number;
}

/**
 * One series per person and week. `level`, the standard deviations and the season are in units of the measure: points
 * from 1 to 5, a share, events per person and week, or seconds.
 */
export interface MeasureModel {
  readonly id: string;
  readonly kind: 'rating' | 'share' | 'count' | 'seconds';
  /** Channel of its contacts; a count has none. */
  readonly channel: string | undefined;
  readonly level: number;
  readonly personSd: number;
  /** Stationary standard deviation of the shock that a team has in a week, AR(1) with `shockMemory`. */
  readonly shockSd: number;
  readonly shockMemory: number;
  /** Swing that all teams share over the year. */
  readonly seasonSize: number;
  /** A rise on one date for all, whatever its cause. */
  readonly rise: { readonly week: number; readonly size: number } | undefined;
}

/** What is true of a programme. */
export const truthKinds = [
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
] as const;
export type TruthKind = (typeof truthKinds)[number];

export interface ProgrammeModel {
  readonly id: string;
  readonly truth: TruthKind;
  readonly measure: string;
  readonly rollOut: RollOutModel;
  readonly effect: EffectModel;
  /** Share of those assigned who came on the day, and share who came a fortnight later. */
  readonly came: { readonly onTheDay: number; readonly later: number };
}

export interface StagedRollOut {
  readonly kind: 'stages';
  readonly by: 'team' | 'person';
  /** Weeks of the sessions, in their order. */
  readonly weeks: readonly number[];
  /** Teams or people in each stage; all others are never trained. */
  readonly perStage: number;
  /** Where persons are drawn: only those of the first so many teams; of all if absent. */
  readonly amongTeams?: number;
  /**
   * `drawn`: by lot. `balanced`: by lot, half of each stage from the teams with the condition. `own-choice`: the better
   * teams start earlier. `volunteers`: the better people come forward, when is chance; the others never do.
   */
  readonly order: 'drawn' | 'balanced' | 'own-choice' | 'volunteers';
}

export type RollOutModel =
  | StagedRollOut
  | {
      readonly kind: 'low-scores';
      readonly scoreWeeks: readonly [number, number];
      readonly week: number;
      readonly share: number;
    }
  | { readonly kind: 'one-day'; readonly week: number };

/** What the training does, from the day on which a person came. */
export interface EffectModel {
  /** Change of the measure in the first week, averaged over all who were assigned. */
  readonly size: number;
  /** Weeks after which half of it is gone; undefined where it stays. */
  readonly halfLifeWeeks: number | undefined;
  /** It works only in teams with the condition. */
  readonly onlyWithCondition: boolean;
  /** `person`: it goes with those who came. `team`: the leader came, and it reaches whoever is in the team. */
  readonly reaches: 'person' | 'team';
  /** What else it changes, in the same people and weeks. */
  readonly aside: { readonly measure: string; readonly size: number } | undefined;
  /** Share of pleased customers (4 and 5) who answer after it; undefined where it leaves answers alone. */
  readonly pleasedWhoAnswer: number | undefined;
}

export const noEffect: EffectModel = {
  size: 0,
  halfLifeWeeks: undefined,
  onlyWithCondition: false,
  reaches: 'person',
  aside: undefined,
  pleasedWhoAnswer: undefined,
};

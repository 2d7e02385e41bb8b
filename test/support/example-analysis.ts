import type {
  Analysis,
  Curve,
  Estimate,
  EstimateOrRefused,
  ProgrammeResult,
} from '../../src/contract/analysis.ts';
import type { Link, LinkState, Reach, Verdict } from '../../src/model/verdict.ts';
import { links } from '../../src/model/verdict.ts';

/** An invented analysis for pictures and pages: every verdict, refusals, long names, a measure where lower is better. */
export function exampleAnalysis(): Analysis {
  const programmes = [
    cannotTell(),
    lasting(),
    conditional(),
    tooEarly(),
    fasterCalls(),
    fading(),
    noEffect(),
    fewerComplaints(),
    sparse(),
  ];
  return {
    whichhalf: '0.1.0',
    organisation: {
      name: 'Northwind Hotels & Contact Centre',
      customers: 'guests',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      period: 'week',
      from: '2024-11-04',
      to: '2026-11-01',
      people: 1184,
      teams: 60,
      sites: 5,
      contacts: 903_412,
    },
    headline: [
      { text: 'Of €1.40 million spent on service training, ', strong: false },
      { text: '€0.30 million changed what guests get, and it lasted.', strong: true },
      {
        text: ' €0.19 million worked only in places, €0.44 million faded, made no difference or made things worse. €0.47 million nobody can tell.',
        strong: false,
      },
    ],
    money: {
      total: programmes.reduce((sum, programme) => sum + programme.money.cost, 0),
      byVerdict: byVerdict(programmes),
      byReach: byReach(programmes),
      firstColouring: 'verdict',
      benefit: {
        kind: 'estimate',
        estimate: 512_000,
        low: 180_000,
        high: 861_000,
        probabilityExceedsCost: 0.004,
      },
      outside: [
        { kind: 'system-know-how', amount: 210_000 },
        { kind: 'induction', amount: 480_000 },
        { kind: 'required-by-law', amount: 330_000 },
      ],
    },
    programmes,
    initiatives: [
      { title: 'Smile week', from: '2025-11-03', to: '2026-01-04', alive: 'no' },
      { title: 'Complaint handling', from: '2025-11-24', to: '2026-11-01', alive: 'yes' },
      { title: 'Values day', from: '2025-12-20', to: '2026-02-01', alive: 'no' },
      { title: 'Faster calls', from: '2026-01-18', to: '2026-08-10', alive: 'no' },
      {
        title: 'A good word at the door, at the desk and at the table',
        from: '2026-02-10',
        to: '2026-04-12',
        alive: 'unknown',
      },
      { title: 'Service recovery', from: '2026-03-01', to: '2026-07-01', alive: 'no' },
      { title: 'Leading service teams', from: '2026-06-20', to: '2026-11-01', alive: 'yes' },
    ],
    next: [
      {
        programme: 'service-recovery',
        text: 'Give Service recovery its follow-up',
        why: 'It worked for seven weeks. 11 of 40 leaders followed up.',
      },
      {
        programme: 'faster-calls',
        text: 'Stop Faster calls',
        why: 'Calls are 40 s shorter and guests are less satisfied.',
      },
      {
        programme: 'empathy',
        text: 'Train Empathy on the phone in four stages',
        why: 'Then we can know by 14 March 2027. All on one day: never.',
      },
    ],
    notes: ['People who left before 4 November 2024 are not in the list of people.'],
  };
}

/** Nothing but the frame: no programmes, no money, no initiatives. */
export function emptyAnalysis(): Analysis {
  const { organisation, whichhalf } = exampleAnalysis();
  return {
    whichhalf,
    organisation,
    headline: [{ text: 'No programme has been declared yet.', strong: true }],
    money: {
      total: 0,
      byVerdict: [],
      byReach: [],
      firstColouring: 'reach',
      benefit: refused('no-programmes', 'There is nothing to add up.'),
      outside: [],
    },
    programmes: [],
    initiatives: [],
    next: [],
    notes: [],
  };
}

/** One programme whose cost was never entered, in months, with another currency. */
export function oneProgrammeWithoutMoney(): Analysis {
  const base = exampleAnalysis();
  const programme: ProgrammeResult = {
    ...fading(),
    money: {
      cost: 0,
      fees: 0,
      hours: 0,
      hoursCost: 0,
      materials: 0,
      benefit: refused('no-value', 'What one point is worth was not declared.'),
      breakEven: 'Cannot be said: neither the cost nor the worth of a point was entered.',
      text: 'The cost was not entered.',
    },
  };
  return {
    ...base,
    organisation: { ...base.organisation, period: 'month', currency: 'USD', customers: 'patients' },
    money: { ...emptyAnalysis().money, firstColouring: 'reach' },
    programmes: [programme],
    initiatives: [{ title: 'Service recovery', from: '2026-03-01', to: '2026-07-01', alive: 'unknown' }],
    next: [],
    notes: [],
  };
}

function byVerdict(programmes: readonly ProgrammeResult[]): Analysis['money']['byVerdict'] {
  const order: readonly [Verdict, string][] = [
    ['lasting', ''],
    ['conditional', ''],
    ['fading', 'half gone in 7 weeks'],
    ['no effect', ''],
    ['harmful', ''],
    ['cannot tell', 'everyone on one day, or too early'],
  ];
  return order.map(([verdict, note]) => {
    const those = programmes.filter((programme) => programme.verdict.kind === verdict);
    return { verdict, note, amount: sumOfCosts(those), programmes: those.map(({ id }) => id) };
  });
}

function byReach(programmes: readonly ProgrammeResult[]): Analysis['money']['byReach'] {
  const order: readonly Reach[] = [...links, 'held', 'not-known'];
  return order.flatMap((reach) => {
    const those = programmes.filter((programme) => programme.reach === reach);
    return those.length === 0
      ? []
      : [{ reach, note: '', amount: sumOfCosts(those), programmes: those.map(({ id }) => id) }];
  });
}

function sumOfCosts(programmes: readonly ProgrammeResult[]): number {
  return programmes.reduce((sum, programme) => sum + programme.money.cost, 0);
}

function refused(reason: string, detail: string) {
  return { kind: 'refused', reason, detail } as const;
}

function estimate(value: number, standardError: number): Estimate {
  const at = (quantile: number): [number, number] => [
    value - quantile * standardError,
    value + quantile * standardError,
  ];
  const [low, high] = at(2.02);
  const [sureLow, sureHigh] = at(2.33);
  const [low90, high90] = at(1.68);
  return {
    kind: 'estimate',
    estimate: value,
    standardError,
    degreesOfFreedom: 38,
    low,
    high,
    sureLow,
    sureHigh,
    low90,
    high90,
  };
}

/** Weekly points around `truth`, with the noise of a small generator of its own. */
function curveOf(truth: (week: number) => number, error: number, seed: number, lastWeek = 52): Curve {
  let state = seed;
  const noise = () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647 - 0.5) * error;
  };
  const weeks = [...Array(26).keys()].map((i) => i - 26).concat([...Array(lastWeek).keys()]);
  let drift = 0;
  const points = weeks.map((eventTime) => {
    drift = 0.7 * drift + noise();
    const value = (eventTime < 0 ? 0 : truth(eventTime)) + drift;
    const wide = error * (1 + Math.max(0, eventTime - 30) / 30);
    return {
      eventTime,
      estimate: value,
      low: value - 2 * wide,
      high: value + 2 * wide,
      bandLow: value - 3.1 * wide,
      bandHigh: value + 3.1 * wide,
      peopleTrained: 512 - Math.max(0, eventTime) * 3,
      peopleUntrained: 300 - Math.max(0, eventTime - 20) * 4,
    };
  });
  const windows = [0, 1, 2, 3].map((quarter) => {
    const from = quarter * 13;
    const middle = truth(from + 5);
    const effect: EstimateOrRefused =
      from + 13 > lastWeek
        ? refused('horizon', 'Nobody is left untrained to compare with.')
        : estimate(middle, error * (0.8 + quarter / 8));
    return { from, to: from + 12, label: `weeks ${from + 1}-${from + 13}`, effect };
  });
  return { points, windows };
}

const noCurve: Curve = {
  points: [],
  windows: [0, 1, 2, 3].map((quarter) => ({
    from: quarter * 13,
    to: quarter * 13 + 12,
    label: `weeks ${quarter * 13 + 1}-${quarter * 13 + 13}`,
    effect: refused('no-comparison', 'All were trained on one day: nobody is left to compare with.'),
  })),
};

const satisfaction: NonNullable<ProgrammeResult['outcome']> = {
  id: 'satisfaction',
  title: 'Satisfaction',
  unit: 'points, 1 to 5',
  kind: 'mean',
  better: 'higher',
  decimals: 2,
  printedTimes: 1,
  matters: 0.1,
  mattersSource: 'declared',
  mattersText: '0.10 points is the smallest difference that matters, as you declared.',
};

const evidence: Readonly<Record<Link, readonly [string, string]>> = {
  aim: ['“We put it right on the spot”', 'It serves at least one declared standard.'],
  engage: ['91 % came; of leaders 84 %', 'At least 80 % of those invited came.'],
  learn: ['test 62 to 88 of 100', 'The test rises by at least a fifth.'],
  do: ['settled at first contact 41 to 53 %', 'The behaviour surely rises.'],
  matter: ['+0.21 points in the first quarter', 'Surely above zero, at least what matters.'],
  last: ['half gone after 7 weeks', 'Half of what matters is still there after nine months.'],
  pay: ['brought €61,000 of €148,000', 'More likely than not worth more than it cost.'],
};

function chainOf(states: string): ProgrammeResult['chain'] {
  const words: Readonly<Record<string, LinkState>> = { h: 'holds', b: 'broken', u: 'unknown' };
  return links.map((link, i) => {
    const state = words[states[i]!]!;
    const [text, threshold] = evidence[link];
    return { link, state, evidence: state === 'unknown' ? 'nothing entered' : text, threshold };
  });
}

const checks: ProgrammeResult['checks'] = [
  {
    id: 'false-dates',
    role: 'capping',
    outcome: 'passed',
    p: 0.41,
    text: 'Trained and untrained teams moved alike in the 26 weeks before.',
  },
  {
    id: 'draw',
    role: 'capping',
    outcome: 'passed',
    p: 0.63,
    text: 'The draw left stages that do not differ before the start.',
  },
  {
    id: 'negative-control',
    role: 'capping',
    outcome: 'not-run',
    text: 'No measure was named that the training cannot touch.',
  },
  {
    id: 'answer-rate',
    role: 'capping',
    outcome: 'failed',
    p: 0.002,
    text: 'In trained teams 2 points more guests answered, so the first quarter may be up to 0.04 less.',
  },
  {
    id: 'leave-one-out',
    role: 'naming',
    outcome: 'passed',
    text: 'Leaving out any one stage gives the same verdict.',
  },
];

interface Wanted {
  readonly id: string;
  readonly title: string;
  readonly cost: number;
  readonly verdict: ProgrammeResult['verdict'];
  readonly chain: string;
  readonly reach: Reach;
  readonly effects: ProgrammeResult['effects'];
  readonly curve: Curve;
}

/** A whole result from the few things that differ. */
function programme(wanted: Wanted, more: Partial<ProgrammeResult> = {}): ProgrammeResult {
  const { id, title, cost, verdict, chain, reach, effects, curve } = wanted;
  return {
    id,
    title,
    kind: 'service',
    audience: '40 teams, four stages',
    provider: 'own',
    design: {
      by: 'team',
      how: 'lot',
      words: '40 teams in four stages, in an order drawn by lot; 20 were not trained.',
      stages: [
        { date: '2025-11-10', people: 128, teams: 10 },
        { date: '2026-01-12', people: 131, teams: 10 },
        { date: '2026-03-02', people: 126, teams: 10 },
        { date: '2026-05-04', people: 127, teams: 10 },
      ],
      peopleTrained: 512,
      teamsTrained: 40,
      peopleUntrained: 300,
      teamsUntrained: 20,
    },
    outcome: satisfaction,
    verdict,
    effects,
    inPeople: curve,
    inTeam: curve,
    shareStillTrained: [...Array(53).keys()].map((eventTime) => ({
      eventTime,
      share: 0.96 - eventTime * 0.0027,
    })),
    halfLife: {
      kind: 'estimate',
      estimate: 7,
      low: 4,
      high: 12,
      text: 'Half of it was gone after 7 weeks [4 to 12].',
    },
    beforeAfter: {
      estimate: 0.34,
      text: 'A before/after chart would say +0.34 points.',
      struck: true,
      reason: 'everyone-rose',
      reasonText: 'All teams rose that spring, trained or not, by 0.12.',
    },
    checks,
    checksSentence:
      'Three of five checks passed, one was not run; the fifth: in trained teams 2 points more guests answered.',
    sensitivity: [
      {
        id: 'base-1',
        text: 'Measured against the last week before only',
        effect: estimate(0.19, 0.09),
        verdict: 'cannot tell',
      },
      {
        id: 'base-13',
        text: 'Measured against the last 13 weeks before',
        effect: estimate(0.2, 0.05),
        verdict: verdict.kind,
      },
      {
        id: 'nearest',
        text: 'Training counted from the nearest week',
        effect: estimate(0.21, 0.046),
        verdict: verdict.kind,
      },
      {
        id: 'two-way',
        text: 'Only teams never trained as comparison',
        effect: refused('few', 'Fewer than four teams were never trained in one of the sites.'),
        verdict: 'cannot tell',
      },
    ],
    companions: [
      {
        id: 'answer-rate',
        title: 'Guests who answered',
        effect: estimate(0.021, 0.006),
        decimals: 3,
        within: false,
        text: 'More guests answered: what they say may not be what all think.',
      },
      {
        id: 'handling',
        title: 'Minutes per contact',
        effect: estimate(0.1, 0.2),
        decimals: 1,
        within: true,
        text: 'Not told from no change.',
      },
    ],
    money: {
      cost,
      fees: cost * 0.4,
      hours: 4100,
      hoursCost: cost * 0.5,
      materials: cost * 0.1,
      benefit: {
        kind: 'estimate',
        estimate: cost * 0.41,
        low: cost * 0.08,
        high: cost * 0.76,
        probabilityExceedsCost: 0.02,
      },
      breakEven: 'Pays if it avoids 31 complaints a year.',
      text: 'It brought €61,000 [€12,000 to €112,000] in the first year.',
    },
    chain: chainOf(chain),
    reach,
    reachText: 'held to the sixth link',
    know: { kind: 'told', date: '2026-07-04', text: 'told since 4 July 2026' },
    refusals: [],
    turnover: 'Lost through turnover: 84 joiners untrained.',
    method:
      'We compare the same weeks in teams trained and teams not yet trained, against the mean of the 26 weeks before (group-time effects, standard errors by team).',
    restsOn: { people: 812, contacts: 96_400, periods: 104 },
    reproduce: [
      {
        figure: 'the first quarter',
        command: `whichhalf analyse ${id} --json`,
        path: 'programmes.0.effects.first.estimate',
        value: 0.21,
      },
      {
        figure: 'months seven to twelve',
        command: `whichhalf analyse ${id} --json`,
        path: 'programmes.0.effects.later.estimate',
        value: 0.03,
      },
    ],
    notes: ['Ratings after a hand-off are credited to the person who closed the contact.'],
    ...more,
  };
}

function effectsOf(first: number, later: number, error: number): ProgrammeResult['effects'] {
  return {
    first: estimate(first, error),
    later: estimate(later, error),
    whole: estimate((first + later) / 2, error * 0.9),
    drop: estimate(first - later, error * 1.2),
  };
}

const toldPlainly = { qualifier: 'none', reason: '' } as const;

function fading(): ProgrammeResult {
  const truth = (week: number) => 0.3 * 2 ** (-week / 8);
  return programme({
    id: 'service-recovery',
    title: 'Service recovery',
    cost: 148_000,
    verdict: {
      ...toldPlainly,
      kind: 'fading',
      word: 'fading',
      headline: 'It faded.',
      sentence:
        'Satisfaction rose by 0.21 points in the first quarter [0.12 to 0.30]. After nine months it was 0.03 above teams that were not trained [−0.06 to 0.12]. Half of the gain was gone after 7 weeks [4 to 12].',
      ifMattersWere:
        'If 0.25 were the smallest difference that matters, the verdict would be “no difference”.',
    },
    chain: 'hhhhhbb',
    reach: 'last',
    effects: effectsOf(0.21, 0.03, 0.045),
    curve: curveOf(truth, 0.05, 7),
  });
}

function lasting(): ProgrammeResult {
  return programme(
    {
      id: 'complaint-handling',
      title: 'Complaint handling',
      cost: 244_000,
      verdict: {
        ...toldPlainly,
        kind: 'lasting',
        word: 'lasting',
        headline: 'It worked, and it lasted.',
        sentence:
          'Satisfaction rose by 0.20 points in the first quarter [0.11 to 0.29] and was still 0.19 up after nine months [0.10 to 0.28].',
      },
      chain: 'hhhhhhh',
      reach: 'held',
      effects: effectsOf(0.2, 0.19, 0.045),
      curve: curveOf(() => 0.2, 0.05, 11),
    },
    {
      audience: 'hotels, four stages',
      halfLife: {
        kind: 'estimate',
        estimate: null,
        low: 61,
        high: null,
        text: 'No decline is told: half-life at least 61 weeks.',
      },
      know: { kind: 'told', date: '2026-10-03', text: 'told since 3 October 2026' },
      beforeAfter: {
        estimate: 0.21,
        text: 'A before/after chart would say +0.21 points.',
        struck: false,
        reason: 'same',
        reasonText: 'A before/after chart would have said the same.',
      },
    },
  );
}

function conditional(): ProgrammeResult {
  return programme(
    {
      id: 'front-desk-second-year',
      title:
        'Front desk, second year: listening first, deciding on the spot and writing the answer in one’s own words',
      cost: 190_000,
      verdict: {
        ...toldPlainly,
        kind: 'conditional',
        word: 'only where leaders follow up',
        headline: 'Only where leaders follow up.',
        sentence: 'There satisfaction is 0.34 points up [0.22 to 0.46]; elsewhere 0.01 [−0.08 to 0.10].',
      },
      chain: 'hhhbhhh',
      reach: 'do',
      effects: effectsOf(0.17, 0.16, 0.045),
      curve: curveOf(() => 0.17, 0.05, 23),
    },
    {
      audience: 'hotels',
      condition: {
        title: 'Leaders follow up',
        where: estimate(0.34, 0.06),
        elsewhere: estimate(0.01, 0.045),
        difference: estimate(0.33, 0.075),
        teams: { whereTrained: 18, whereUntrained: 9, elsewhereTrained: 22, elsewhereUntrained: 11 },
        text: 'Named before the start. Where leaders follow up, 18 trained teams gained 0.34 points; in the 22 others nothing was gained.',
      },
    },
  );
}

function cannotTell(): ProgrammeResult {
  const none = refused('no-comparison', 'All were trained on one day: nobody is left to compare with.');
  return programme(
    {
      id: 'empathy',
      title: 'Empathy on the phone',
      cost: 286_000,
      verdict: {
        kind: 'cannot tell',
        word: 'cannot tell',
        qualifier: 'none',
        reason: 'no-comparison',
        headline: 'We cannot tell.',
        sentence: 'All 412 people were trained on one day in May, so nobody is left to compare with.',
      },
      chain: 'hhuuuuu',
      reach: 'not-known',
      effects: { first: none, later: none, whole: none, drop: none },
      curve: noCurve,
    },
    {
      audience: 'all, one day in May',
      shareStillTrained: [],
      halfLife: none,
      sensitivity: [],
      companions: [],
      beforeAfter: {
        estimate: 0.31,
        text: 'A before/after chart would say +0.31 points.',
        struck: true,
        reason: 'survey-changed',
        reasonText: 'The survey changed on 3 September: the new one gives higher marks to all.',
      },
      know: {
        kind: 'never',
        text: 'never, because all were trained on one day',
        proposal: {
          text: 'If the next course is given in four stages drawn by lot, we can know by 14 March 2027.',
          date: '2027-03-14',
        },
      },
      money: {
        cost: 286_000,
        fees: 120_000,
        hours: 3_300,
        hoursCost: 150_000,
        materials: 16_000,
        benefit: none,
        breakEven: 'Pays if it lifts satisfaction by 0.08 points for a year.',
        text: 'What it brought cannot be told.',
      },
      refusals: [
        {
          what: 'We do not say whether Empathy on the phone worked.',
          why: 'All 412 people were trained on one day, so whatever happened that summer happened to all of them.',
          next: 'Train the next course in four stages, in an order drawn by lot.',
          date: '2027-03-14',
        },
        {
          what: 'We do not say what it was worth.',
          why: 'A return on an effect that is only assumed would be a made-up number.',
          next: 'The same roll-out tells both.',
        },
      ],
      reproduce: [
        {
          figure: 'the verdict',
          command: 'whichhalf analyse empathy --json',
          path: 'programmes.0.verdict.reason',
          value: 'no-comparison',
        },
      ],
    },
  );
}

function tooEarly(): ProgrammeResult {
  return programme(
    {
      id: 'leading',
      title: 'Leading service teams',
      cost: 172_000,
      verdict: {
        kind: 'cannot tell',
        word: 'cannot tell yet',
        qualifier: 'too-early',
        reason: 'too-early',
        headline: 'We cannot tell yet.',
        sentence: 'The last stage was trained 18 weeks ago; whether it lasts needs 39.',
      },
      chain: 'hhhuuuu',
      reach: 'not-known',
      effects: {
        ...effectsOf(0.12, 0.1, 0.08),
        later: refused('too-early', 'Weeks 27 to 52 have not passed yet.'),
      },
      curve: curveOf(() => 0.12, 0.07, 31, 20),
    },
    {
      kind: 'leadership',
      audience: '54 leaders, three stages',
      know: { kind: 'by', date: '2027-02-21', text: 'by 21 February 2027' },
      refusals: [
        {
          what: 'We cannot tell yet whether it lasts.',
          why: 'Weeks 27 to 52 after the last stage have not passed.',
          next: 'Keep the last six teams untrained until then.',
          date: '2027-02-21',
        },
      ],
    },
  );
}

function fasterCalls(): ProgrammeResult {
  return programme(
    {
      id: 'faster-calls',
      title: 'Faster calls',
      cost: 158_000,
      verdict: {
        ...toldPlainly,
        kind: 'harmful',
        word: 'made things worse',
        headline: 'It made things worse.',
        sentence: 'Calls are 40 s shorter [31 to 49], and satisfaction fell by 0.21 points [0.12 to 0.30].',
      },
      chain: 'hhhhbuu',
      reach: 'matter',
      effects: effectsOf(-0.2, -0.21, 0.05),
      curve: curveOf(() => -0.2, 0.05, 41),
    },
    {
      audience: 'contact centre',
      money: {
        cost: 158_000,
        fees: 60_000,
        hours: 2_100,
        hoursCost: 80_000,
        materials: 18_000,
        benefit: {
          kind: 'estimate',
          estimate: -64_000,
          low: -120_000,
          high: -11_000,
          probabilityExceedsCost: 0.0001,
        },
        breakEven: 'Pays if satisfaction does not fall at all and calls are 70 s shorter.',
        text: 'It took €64,000 more than it saved [€11,000 to €120,000].',
      },
    },
  );
}

function noEffect(): ProgrammeResult {
  return programme(
    {
      id: 'products',
      title: 'Know your products',
      cost: 138_000,
      verdict: {
        ...toldPlainly,
        kind: 'no effect',
        word: 'no difference',
        headline: 'It made no difference.',
        sentence:
          'Satisfaction is 0.01 higher [−0.05 to 0.07]; anything that matters (0.10) can be ruled out.',
      },
      chain: 'hbhuuuu',
      reach: 'engage',
      effects: effectsOf(0.01, 0.01, 0.03),
      curve: curveOf(() => 0.01, 0.04, 53),
    },
    { kind: 'sales', audience: 'contact centre' },
  );
}

function fewerComplaints(): ProgrammeResult {
  return programme(
    {
      id: 'first-word',
      title: 'The first word',
      cost: 56_000,
      verdict: {
        kind: 'lasting',
        qualifier: 'shrinking',
        reason: '',
        word: 'lasting, but shrinking',
        headline: 'It lasted, but it is shrinking.',
        sentence:
          'Complaints fell by 0.9 per 1,000 stays in the first quarter [0.5 to 1.3], by 0.6 after nine months [0.2 to 1.0].',
      },
      chain: 'huhhhhh',
      reach: 'held',
      effects: effectsOf(-0.0009, -0.0006, 0.0002),
      curve: curveOf((week) => -0.00095 + week * 0.000008, 0.00022, 61),
    },
    {
      audience: 'shops',
      outcome: {
        id: 'complaints',
        title: 'Complaints',
        unit: 'per 1,000 stays',
        kind: 'count',
        better: 'lower',
        decimals: 1,
        printedTimes: 1000,
        matters: 0.0004,
        mattersSource: 'break-even',
        mattersText: '0.4 fewer complaints per 1,000 stays pay for the course.',
      },
      money: {
        cost: 56_000,
        fees: 20_000,
        hours: 800,
        hoursCost: 30_000,
        materials: 6_000,
        benefit: {
          kind: 'estimate',
          estimate: 112_000,
          low: 48_000,
          high: 181_000,
          probabilityExceedsCost: 0.962,
        },
        breakEven: 'Pays if it avoids 31 complaints a year.',
        text: 'It brought €112,000 [€48,000 to €181,000] in the first year.',
      },
    },
  );
}

/** As little as the contract allows. */
function sparse(): ProgrammeResult {
  const none = refused('no-outcome', 'No measure was named for this programme.');
  const whole = programme({
    id: 'greeting',
    title: 'Greeting',
    cost: 9_000,
    verdict: {
      kind: 'cannot tell',
      word: 'cannot tell',
      qualifier: 'none',
      reason: 'no-outcome',
      headline: 'We cannot tell.',
      sentence: 'No measure was named for this programme.',
    },
    chain: 'buuuuuu',
    reach: 'aim',
    effects: { first: none, later: none, whole: none, drop: none },
    curve: { points: [], windows: [] },
  });
  const { outcome: _outcome, provider: _provider, beforeAfter: _beforeAfter, ...rest } = whole;
  return {
    ...rest,
    shareStillTrained: [],
    halfLife: none,
    checks: [],
    checksSentence: '',
    sensitivity: [],
    companions: [],
    money: { ...rest.money, fees: 9_000, hours: 0, hoursCost: 0, materials: 0, benefit: none, text: '' },
    know: { kind: 'never', text: 'never, because no measure was named' },
    turnover: '',
    reproduce: [],
    notes: [],
  };
}

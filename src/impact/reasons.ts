/** Why something cannot be told, and what would tell: by fixed code, in words for readers. */
export interface Reason {
  readonly why: string;
  readonly next: string;
}

const compareNext =
  'Train the next group in stages, in an order drawn by lot, and leave some teams for later.';

const reasons: Readonly<Record<string, Reason>> = {
  'no-outcome': {
    why: 'no measure is named by which it is to be judged',
    next: 'Name one measure as primaryOutcome in whichhalf.yaml, before looking at the figures.',
  },
  'no-data': { why: 'nothing is loaded for its measure', next: 'Add the file that holds it under sources.' },
  'nobody-trained': {
    why: 'no file says who was trained',
    next: 'Add the attendance, name the programme\'s courses as they stand in it under "courses", or name the teams of each session in whichhalf.yaml.',
  },
  'nobody-observed': {
    why: 'nobody who was trained appears in the data of its measure',
    next: 'Check that people have the same id in the attendance and in the contacts: whichhalf check.',
  },
  'everyone-at-once': {
    why: 'everyone was trained at the same time, so there is nobody to compare with',
    next: compareNext,
  },
  'few-to-compare': {
    why: 'one team or a few were trained, and there are too few others to compare them with',
    next: compareNext,
  },
  'one-against-others': {
    why: 'one team or a few were trained on one date, so whatever else happened to them is in the figures too',
    next: 'Train at least four more teams, drawn by lot, and leave as many for later.',
  },
  'one-series': {
    why: 'everyone was trained on one date, so what the training did cannot be separated from whatever else happened then',
    next: compareNext,
  },
  'too-few': { why: 'too few teams or people were trained or left untrained', next: compareNext },
  'too-short-before': {
    why: 'the data begin too shortly before the training',
    next: 'Load at least eight weeks, better half a year, of data from before.',
  },
  'no-comparison': {
    why: 'at the time of the training nobody was left untrained to compare with',
    next: compareNext,
  },
  'too-few-events': {
    why: 'there are too few cases in a quarter to tell a change from chance',
    next: 'Judge it by a measure that is seen more often.',
  },
  'spill-over': {
    why: 'people were trained within their teams, and too few are left whose colleagues were not trained too',
    next: 'Train whole teams, in an order drawn by lot, or leave some teams untouched. If nobody there can learn from a colleague, declare it: chosen: { spillOver: none }.',
  },
  'no-later-volunteers': {
    why: 'volunteers can be compared with later volunteers only, and there are too few of those',
    next: 'Take more volunteers than there are places, and draw by lot who comes first.',
  },
  'few-classes': {
    why: 'new people have no time before, and too few intake classes with the old and the new curriculum can be compared with each other',
    next: 'Load two years or more with everybody who joined and left in them, and let at least four intake classes pass under each curriculum.',
  },
  'score-of-all': {
    why: 'the score of a whole site cannot tell new people from the others',
    next: 'Judge it by a measure that names people.',
  },
  'not-observed': {
    why: 'there is no time in which trained and untrained can be compared',
    next: compareNext,
  },
  'no-spread': { why: 'the measure never varies', next: 'Check the column that is loaded for it.' },
  'out-of-range': {
    why: 'the values of the measure are too large, or too close together, to reckon with',
    next: 'Correct the column that is loaded for it, or write it in other units, such as thousands or shares.',
  },
  'too-early': { why: 'it is too early', next: 'Wait, and load the coming weeks.' },
  'too-uncertain': {
    why: 'chance alone could explain it, and so could an effect that matters',
    next: 'More teams, trained in stages drawn by lot, would tell.',
  },
  'answering-unsure': {
    why: 'too few customers were asked to rule out that others answered after the training',
    next: 'Ask every customer, or a drawn sample, so that it is known whether other customers answered.',
  },
  'others-answered': {
    why: 'after the training other customers answered the survey',
    next: 'Ask every customer, or a drawn sample, and see that staff cannot choose whom to ask.',
  },
  'others-stayed': {
    why: 'the training changed who left, so those who stayed may differ',
    next: 'Ask those who leave why they do, and follow the next group by the teams they were drawn in.',
  },
  'leaving-unsure': {
    why: 'it cannot be ruled out that the training changed who stayed',
    next: 'Train more people before judging, so that the effect on leaving is known more closely.',
  },
  'survey-changed': {
    why: 'the survey behind the measure changed in that time, and answers from before and after cannot be compared',
    next: 'Keep the survey as it is for a year around a training, or ask both forms side by side for some weeks.',
  },
  'low-scores': {
    why: 'people were chosen for low scores, which rise by themselves, and two ways of allowing for that disagree',
    next: 'Draw by lot whom of the lowest to coach first.',
  },
  'low-scores-unseen': {
    why: 'people were chosen for low scores, or look it; low scores rise by themselves, and too little was seen of them before, or of others beside them, to allow for that',
    next: 'Load at least half a year from before the scores by which people were chosen, and next time draw by lot whom of the lowest to coach first.',
  },
  'false-dates': {
    why: 'those trained already moved differently long before the training',
    next: compareNext,
  },
  anticipation: {
    why: 'those about to be trained already changed in the weeks before',
    next: 'Find out what changed for them before the training; if it was the announcement, count from its date.',
  },
  balance: {
    why: 'the stages were not alike before the first of them began, though they are said to be drawn by lot',
    next: 'Check how the order really came about.',
  },
  'other-programmes': {
    why: 'another programme on the same measure ran in the same teams at the same time',
    next: 'Roll out one programme after the other, or draw their orders independently.',
  },
  'negative-control': {
    why: 'a measure that the training cannot touch changed too',
    next: 'Find out what else happened to the trained at that time.',
  },
};

export function reasonFor(code: string): Reason {
  const reason = reasons[code];
  if (reason === undefined) throw new RangeError(`no words for the reason ${code}`);
  return reason;
}

import { drawTeams } from './draw-roll-outs.ts';
import { drawRoster, type Hazard, type Roster } from './draw-roster.ts';
import type { ChannelModel, MeasureModel, OrganisationModel } from './organisation-model.ts';
import { createRatingScale, type RatingScale } from './rating-scale.ts';
import { type Streams, streamsOf } from './streams.ts';

/** Everything that holds without any training: people, teams, how good each is, and what the weeks bring. */
export interface Workplace {
  readonly model: OrganisationModel;
  readonly streams: Streams;
  readonly roster: Roster;
  /** [teams] 1 where the named condition holds. */
  readonly withCondition: Uint8Array;
  /** [people] contacts per week as a multiple of the average, around 1. */
  readonly volume: Float64Array;
  readonly scale: RatingScale;
  /** By measure id. */
  readonly series: ReadonlyMap<string, MeasureSeries>;
}

/** The level of one measure before any training: level + person + shock[team, week] + season[week]. */
export interface MeasureSeries {
  readonly measure: MeasureModel;
  /** Position in the model; names the measure's streams. */
  readonly index: number;
  /** [people] */
  readonly person: Float64Array;
  /** [teams x weeks] */
  readonly shock: Float64Array;
  /** [weeks] */
  readonly season: Float64Array;
}

const volumeSpread = 0.15;
const weeksPerYear = 52;

export function drawWorkplace(model: OrganisationModel, seed: number): Workplace {
  const streams = streamsOf(seed);
  const roster = drawRoster(model, streams, hazardOf(model, streams));
  const volumes = streams('volume');
  return {
    model,
    streams,
    roster,
    withCondition: drawCondition(model, streams),
    volume: Float64Array.from({ length: roster.people }, () =>
      Math.exp(volumeSpread * volumes.normal() - volumeSpread ** 2 / 2),
    ),
    scale: createRatingScale(),
    series: new Map(
      model.measures.map((measure, index) => [
        measure.id,
        drawSeries(model, measure, index, roster.people, streams),
      ]),
    ),
  };
}

/** Undefined where everyone leaves with equal chance. */
function hazardOf(model: OrganisationModel, streams: Streams): Hazard | undefined {
  const { leaving, measures, programmes } = model;
  const rollOut = programmes[0]?.rollOut;
  if (leaving === undefined || measures.length === 0) return undefined;
  const effects = streams('personEffect', 0);
  const standing: number[] = [];
  const assigned =
    rollOut?.kind === 'stages' && rollOut.by === 'team' && rollOut.order === 'drawn'
      ? drawTeams(model, rollOut, streams, 0)
      : undefined;
  return (person, team, week) => {
    while (standing.length <= person) standing.push(effects.normal());
    const start = assigned?.[team] ?? -1;
    const trained = start >= 0 && week > start;
    return leaving.perSdBelow ** -(standing[person] ?? 0) * (trained ? leaving.onceTrained : 1);
  };
}

function drawCondition({ teams, teamsWithCondition }: OrganisationModel, streams: Streams): Uint8Array {
  const order = streams('condition').shuffle(Int32Array.from({ length: teams }, (_, team) => team));
  const withCondition = new Uint8Array(teams);
  for (const team of order.subarray(0, teamsWithCondition)) withCondition[team] = 1;
  return withCondition;
}

function drawSeries(
  { weeks, teams }: OrganisationModel,
  measure: MeasureModel,
  index: number,
  people: number,
  streams: Streams,
): MeasureSeries {
  const effects = streams('personEffect', index);
  const shocks = streams('shock', index);
  const shock = new Float64Array(teams * weeks);
  const fresh = Math.sqrt(1 - measure.shockMemory ** 2);
  for (let team = 0; team < teams; team++) {
    let level = shocks.normal();
    for (let week = 0; week < weeks; week++) {
      shock[team * weeks + week] = measure.shockSd * level;
      level = measure.shockMemory * level + fresh * shocks.normal();
    }
  }
  return {
    measure,
    index,
    person: Float64Array.from({ length: people }, () => measure.personSd * effects.normal()),
    shock,
    season: Float64Array.from({ length: weeks }, (_, week) => seasonAt(measure, index, week)),
  };
}

function seasonAt({ seasonSize, rise }: MeasureModel, index: number, week: number): number {
  const swing = seasonSize * Math.sin((2 * Math.PI * (week + 7 * index)) / weeksPerYear);
  return swing + (rise !== undefined && week >= rise.week ? rise.size : 0);
}

export function channelOf({ model }: Workplace, id: string): { channel: ChannelModel; index: number } {
  const index = model.channels.findIndex((channel) => channel.id === id);
  const channel = model.channels[index];
  if (channel === undefined) throw new Error(`no channel ${id}`);
  return { channel, index };
}

export function seriesOf({ series }: Workplace, measure: string): MeasureSeries {
  const found = series.get(measure);
  if (found === undefined) throw new Error(`no measure ${measure}`);
  return found;
}

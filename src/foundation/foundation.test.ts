import { describe, expect, it } from 'vitest';
import { Organisation } from '../contract/organisation.ts';
import { aimOf, coverageOf } from './index.ts';

const hotel = Organisation.parse({
  organisation: { name: 'Hotel' },
  foundation: {
    promises: [
      {
        id: 'heard',
        text: 'You are heard.',
        standards: [
          {
            id: 'listen',
            text: 'We let guests finish.',
            measures: ['satisfied'],
            behaviours: [
              { id: 'ask-first', text: 'Asks before answering.', measure: 'observed-asking' },
              { id: 'sum-up', text: 'Sums up what was said.' },
            ],
          },
          { id: 'settle', text: 'We settle it at once.', behaviours: [{ id: 'own-it', text: 'Owns it.' }] },
          { id: 'call-back', text: 'We call back.' },
        ],
      },
      { id: 'safe', text: 'You are safe.' },
    ],
  },
  measures: {
    satisfied: { title: 'Satisfied', kind: 'mean' },
    'observed-asking': { title: 'Asked first', kind: 'rate', value: 'asked_first' },
    'handling-time': { title: 'Minutes', kind: 'mean', value: 'minutes' },
  },
  programmes: {
    'listen-first': { title: 'Listen first', standards: ['listen'] },
    ownership: { title: 'Ownership', behaviours: ['own-it'] },
    tools: { title: 'The new telephone' },
  },
});

describe('aimOf', () => {
  const aim = (id: string, foundation = hotel.foundation) => {
    const programme = hotel.programmes[id];
    if (!programme) throw new Error(`no programme ${id}`);
    return aimOf(programme, foundation);
  };

  it('holds for a standard that is named', () => {
    expect(aim('listen-first')).toEqual({
      state: 'holds',
      evidence: 'serves "We let guests finish"',
      threshold: 'serves at least one defined standard',
      standards: ['listen'],
    });
  });

  it('holds for a standard of which a behaviour is trained', () => {
    expect(aim('ownership')).toMatchObject({ state: 'holds', standards: ['settle'] });
  });

  it('is broken where standards exist and none is served', () => {
    expect(aim('tools')).toMatchObject({ state: 'broken', evidence: 'serves none of 3 standards' });
  });

  it('is unknown, never broken, where no standard is defined', () => {
    const without = { vision: 'Every guest comes back.', values: [], promises: [] };
    expect(aimOf({ standards: [], behaviours: [] }, undefined).state).toBe('unknown');
    expect(aim('tools', without).state).toBe('unknown');
  });
});

describe('coverageOf', () => {
  it('finds what is covered by nothing', () => {
    expect(coverageOf(hotel)).toEqual({
      standardsWithoutMeasure: ['settle', 'call-back'],
      standardsWithoutBehaviour: ['call-back'],
      behavioursWithoutMeasure: ['sum-up', 'own-it'],
      promisesWithoutStandard: ['safe'],
      standardsWithoutProgramme: ['call-back'],
      programmesWithoutStandard: ['tools'],
      measuresWithoutStandard: ['handling-time'],
    });
  });

  it('counts a behaviour with a measure as a measure of its standard', () => {
    const { foundation, ...rest } = structuredClone(hotel);
    const listen = foundation?.promises[0]?.standards[0];
    if (listen) listen.measures = [];
    expect(coverageOf({ ...rest, foundation }).standardsWithoutMeasure).not.toContain('listen');
  });
});

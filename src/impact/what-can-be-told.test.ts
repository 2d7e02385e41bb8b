import { expect, test } from 'vitest';
import { simulatedExample } from '../../test/support/simulated-facts.ts';
import { whatCanBeTold } from './what-can-be-told.ts';

test('what the roll-out forbids is told before anybody looks at a figure', () => {
  const { facts, organisation, truths } = simulatedExample(4);
  const tellable = whatCanBeTold(facts, organisation);
  const of = (kind: string) => {
    const truth = truths.find((each) => each.kind === kind);
    return tellable.find(({ id }) => id === truth?.id);
  };
  expect(of('lasting')).toMatchObject({ canTell: true, why: '' });
  expect(of('harmful')?.canTell).toBe(true);
  expect(of('one-day')).toMatchObject({ canTell: false, when: expect.stringMatching(/^never/) });
  expect(of('one-day')?.why).toMatch(/nobody to compare with/);
  expect(tellable).toHaveLength(Object.keys(organisation.programmes).length);
});

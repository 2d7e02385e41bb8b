import { describe, expect, it } from 'vitest';
import { sensitiveContent } from './minimise.ts';

describe('a column is known to hold', () => {
  it.each([
    ['Agent sentiment', "a machine's score of somebody's feelings or tone"],
    ['AI tone', "a machine's score of somebody's feelings or tone"],
    ['empathy_index', "a machine's score of somebody's feelings or tone"],
    ['hs_sentiment', "a machine's score of somebody's feelings or tone"],
    ['Customer Remarks', 'free text'],
    ['Feedback Comment', 'free text'],
    ['Subject', 'free text'],
    ['Contact Phone Number', "customers' telephone numbers"],
    ['Requester email', "customers' addresses"],
    ['Contact Name', "customers' names"],
  ])('%s: %s', (column, what) => {
    expect(sensitiveContent(column, [])?.what).toBe(what);
  });

  it.each(['They understood me', 'Empathy', 'Channel', 'Agent', 'Group', 'Handling time', 'CSAT Score'])(
    '%s: nothing of the kind',
    (column) => {
      expect(sensitiveContent(column, ['4', '5', '1', '2', '3'])).toBeUndefined();
    },
  );

  it('numbers, where a name that sounds like text stands over them', () => {
    expect(sensitiveContent('Note', ['1', '2', '6', '', '3', '2,5'])).toBeUndefined();
    expect(sensitiveContent('Note', ['1', 'called back', '6', '', '3', '2'])?.what).toBe('free text');
  });

  it('what its cells show, whatever it is called', () => {
    const people = ['a', 'b', 'c', 'd', 'e'];
    expect(
      sensitiveContent(
        'x',
        people.map((name) => `${name}@example.test`),
      )?.what,
    ).toBe('e-mail addresses');
    expect(
      sensitiveContent(
        'x',
        people.map((_, n) => `+49 30 12345${n}`),
      )?.what,
    ).toBe('telephone numbers');
    expect(
      sensitiveContent(
        'x',
        people.map((name) => `I called ${name} about the bill and nobody ever called me back`),
      )?.what,
    ).toBe('free text');
    expect(
      sensitiveContent('x', [
        '2024-01-01 10:00',
        '2024-01-02 11:00',
        '2024-01-02 11:00',
        '2024-01-02 11:00',
        '2024-01-02 11:00',
      ]),
    ).toBeUndefined();
    expect(sensitiveContent('x', people)).toBeUndefined();
  });
});

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { Organisation } from '../../src/contract/organisation.ts';
import { Plan } from '../../src/contract/plan.ts';
import { createRandom } from '../../src/stats/random.ts';
import { runWhichhalf, runWhichhalfHere } from '../support/run-whichhalf.ts';
import { sharedExample } from '../support/shared-example.ts';

const folder = mkdtempSync(join(tmpdir(), 'whichhalf-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const yaml = `
organisation: { name: A small hotel group, from: 2024-01-01, to: 2025-06-29 }
measures:
  satisfied: { title: Satisfied guests, kind: mean, matters: 0.4 }
programmes:
  welcome: { title: Welcome, primaryOutcome: satisfied }
sources:
  - { file: ratings.csv, table: interactions }
`;

/** 24 teams of three people, 78 weeks, two ratings a week. */
beforeAll(() => {
  const random = createRandom(1);
  const rows = ['id,time,person,team,rating'];
  for (let person = 0; person < 72; person++) {
    const level = 3.5 + 0.3 * random.normal();
    for (let contact = 0; contact < 156; contact++) {
      const day = new Date(Date.UTC(2024, 0, 2 + 3.5 * contact)).toISOString().slice(0, 10);
      const rating = Math.min(5, Math.max(1, Math.round(level + random.normal())));
      rows.push(`${person}-${contact},${day} 10:00,p${person},Team ${person % 24},${rating}`);
    }
  }
  writeFileSync(join(folder, 'ratings.csv'), `${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'whichhalf.yaml'), yaml);
});

const quick = ['--futures', '100', '--stages', '3'];

describe('whichhalf plan', () => {
  it('plans a declared programme: JSON in a pipe, notes beside it, lines that can be pasted', async () => {
    const { code, stdout, stderr } = await runWhichhalf(
      'plan',
      folder,
      '--programme',
      'welcome',
      '--seed',
      '3',
      ...quick,
    );
    expect(code).toBe(0);
    const plan = Plan.parse(JSON.parse(stdout));
    expect(plan.programme?.title).toBe('Welcome');
    expect(plan.order.stages.map(({ teams }) => teams.length)).toEqual([6, 6, 6, 6]);
    expect(plan.order.stages[0]?.date).toBe('2025-07-28');
    expect(stderr).toContain('100 futures');
    const pasted = parse(plan.yaml) as { programmes: Record<string, object> };
    const declared = parse(yaml) as { programmes: Record<string, object> };
    const whole = Organisation.parse({ ...declared, ...pasted });
    expect(whole.programmes.welcome?.sessions).toHaveLength(4);
  });

  it('draws the same order again, and another with another seed or other teams', async () => {
    const orderOf = async (...more: string[]) => {
      const { stdout } = await runWhichhalf(
        'plan',
        '--folder',
        folder,
        '--measure',
        'satisfied',
        ...quick,
        ...more,
      );
      return Plan.parse(JSON.parse(stdout)).order.stages.map(({ teams }) => teams.join());
    };
    const once = await orderOf('--seed', '3');
    expect(await orderOf('--seed', '3')).toEqual(once);
    expect(await orderOf('--seed', '4')).not.toEqual(once);
    const some = Array.from({ length: 14 }, (_, team) => `Team ${team}`).join(',');
    expect((await orderOf('--teams', some, '--stages', '2')).join().split(',')).toHaveLength(14);
  });

  it.each([
    [['--programme', 'nobody'], 'welcome'],
    [['--measure', 'nothing'], 'satisfied'],
    [[], '--programme'],
    [['--measure', 'satisfied', '--from', '2025-13-01'], 'YYYY-MM-DD'],
    [['--measure', 'satisfied', '--from', '2025-01-06'], 'end of the data'],
    [['--measure', 'satisfied', '--teams', 'Team 99'], 'Team 99'],
    [['--measure', 'satisfied', '--untrained-share', '0.9'], '0.5'],
    [['--measure', 'satisfied', '--stages', 'many'], 'whole number'],
    [['--measure', 'satisfied', '--strata', 'moon'], 'site'],
  ])('says what is wrong with %j', async (wish, said) => {
    const { code, stderr, stdout } = await runWhichhalfHere('plan', folder, ...wish);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(stdout).toBe('');
  });

  it('refuses too few teams with a reason', async () => {
    const { code, json } = await runWhichhalf(
      'plan',
      folder,
      '--measure',
      'satisfied',
      '--teams',
      'Team 1,Team 2',
    );
    expect(code).toBe(3);
    expect(json()).toMatchObject({ kind: 'refused', reason: 'too-few-teams' });
  });
});

describe('the guide to planning', () => {
  const guide = readFileSync(new URL('../../docs/guides/plan-a-roll-out.md', import.meta.url), 'utf8');
  const commands = [...guide.matchAll(/^whichhalf (.*?)(?: +#.*)?$/gm)].map((match) =>
    (match[1] ?? '').split(/\s+/),
  );
  const place = mkdtempSync(join(tmpdir(), 'whichhalf-guide-'));
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  /** The same files were imported for other tests, which takes longer than all plans. */
  async function takeOverImport(larch: string): Promise<void> {
    const { folder } = await sharedExample();
    for (const file of ['whichhalf.yaml', 'people.csv']) {
      expect(readFileSync(join(larch, file)).equals(readFileSync(join(folder, file)))).toBe(true);
    }
    cpSync(join(folder, '.whichhalf'), join(larch, '.whichhalf'), { recursive: true });
  }

  it('shows commands that run, and the order that they draw', async () => {
    expect(commands.length).toBeGreaterThan(2);
    for (const command of commands) {
      const words = command.map((word) => (word === 'larch' ? join(place, 'larch') : word));
      const run = await runWhichhalf(...words, ...(words[0] === 'plan' ? ['--futures', '100'] : []));
      expect(run.code, `${command.join(' ')}: ${run.stderr}`).toBe(0);
      if (words[0] === 'demo') await takeOverImport(words.at(-1) ?? '');
      if (words[0] !== 'plan' || words.includes('--strata')) continue;
      const { order, answers, placebo } = Plan.parse(run.json());
      if (words.includes('--untrained-share')) {
        expect(answers.last.kind).toBe('refused');
        expect(guide).toContain(answers.last.kind === 'refused' ? answers.last.next : '');
        continue;
      }
      for (const { date, teams } of order.stages) {
        expect(guide).toContain(date);
        expect(guide).toContain(teams.slice(0, 3).join(', '));
      }
      const { first, later } = placebo.kind === 'placebo' ? placebo : {};
      expect(guide).toMatch(
        new RegExp(`in ${first?.alarms} of ${first?.draws} .* in ${later?.alarms} of ${later?.draws} `),
      );
    }
  });
});

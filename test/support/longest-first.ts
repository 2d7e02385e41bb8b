import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const repository = fileURLToPath(new URL('../../', import.meta.url));

/** The files that take longest, longest first: one of them begun last would leave the other worker without work. */
const long = [
  'test/simulation/example.test.ts',
  'test/intake/killed-import.test.ts',
  'test/cli/reproduce.test.ts',
  'test/cli/plan.test.ts',
  'test/cli/analyse-real-data.test.ts',
  'src/stats/counterfactual-series.test.ts',
  'test/intake/hostile-files.test.ts',
  'src/stats/additive-effects.test.ts',
  'src/rollout/plan-roll-out.test.ts',
  'src/impact/analyse.test.ts',
  'src/impact/designs/additive.test.ts',
  'src/stats/low-score-effect.test.ts',
  'src/demo/write-organisation.test.ts',
  'test/simulation/oracle.test.ts',
  'src/impact/scored-sites.test.ts',
  'src/stats/roll-out-power.test.ts',
  'test/cli/effect.test.ts',
  'test/intake/presets.test.ts',
  'src/intake/import-sources.test.ts',
  'test/e2e/report.test.ts',
  'test/cli/watch.test.ts',
  'src/rollout/power-of-shape.test.ts',
  'src/rollout/placebo.test.ts',
  'src/stats/planned-looks.test.ts',
];

/** Starts the long files first, the others as Vitest would. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = long.filter((path) => !existsSync(`${repository}${path}`));
    if (gone.length > 0) {
      throw new Error(
        `test/support/longest-first.ts names ${gone.join(', ')}, which is not there: mend the list`,
      );
    }
    const rank = ({ moduleId }: TestSpecification) => {
      const place = long.indexOf(relative(repository, moduleId));
      return place < 0 ? long.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

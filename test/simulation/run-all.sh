#!/bin/sh
# The whole study, from nothing to docs/simulation.md. Stopped anywhere, it goes on where it was.
#
#   sh test/simulation/run-all.sh           300 organisations of each truth, then 2,000 of each design
#   SEEDS=1-40 sh test/simulation/run-all.sh    a first look
#
# Run it in a copy of the repository, so that nothing changes under it:
#   git clone . ../study && ln -s "$PWD/node_modules" ../study/node_modules
# and name the folder of the results, so that the next copy goes on with them: RESULTS=/folder sh ...
#
# Processor time for 300 of each truth, from a machine with 2 cores (npm run simulate -- --plan says it from what was
# measured since): about 0.15 s an organisation with 60 teams, 0.35 s where persons were trained, 0.45 s with 12 or 30
# teams drawn (their order is drawn again 4,999 times), 0.5 s for low scores.
#   teams-drawn                                   14 truths   11 min
#   teams-30, teams-12, lottery-12                15 truths   32 min
#   persons-drawn, persons-in-teams, volunteers   21 truths   37 min
#   lottery, lottery-persons                       9 truths   10 min
#   not-drawn, not-drawn-30, not-drawn-12         18 truths    9 min
#   low-scores                                     6 truths   15 min
#   overlap-matched, -stages, -added              15 truths   29 min
#   turnover, leaving, holes                      36 truths   30 min
#   shares, counts, rare, others-answer, one-day  28 truths   18 min
#   all                                          162 truths    3.3 h of processor time, 1.5 h on two free cores;
#   seeds 301-334 (2,000 of each design of six truths)        20 min more.
set -e
cd "$(dirname "$0")/../.."
RESULTS=${RESULTS:-.cache/simulation}
run() { nice -n 19 npx tsx test/simulation/main.ts --results "$RESULTS" "$@"; }

run --plan --seeds "${SEEDS:-1-334}"

if [ -n "$SEEDS" ]; then
  run --seeds "$SEEDS"
else
  # First a look at everything: 40 of each truth, in which a mistake of the method would show.
  run --seeds 1-40
  # Then 300 of each truth, the designs with the hardest questions first.
  run --seeds 1-300 --designs teams-12,teams-30,lottery-12,not-drawn-12,not-drawn-30
  run --seeds 1-300 --designs low-scores,persons-in-teams,persons-drawn,volunteers,overlap-matched,overlap-stages,overlap-added
  run --seeds 1-300
  # 2,000 of each design of six truths; designs of fewer truths need more of each.
  run --seeds 1-334
  run --seeds 1-667 --designs lottery-persons,lottery-12
  run --seeds 1-2000 --designs one-day,rarest-counts
fi

# The errors of one who knows the variances, where they are not there yet: they change with the simulator only.
run --oracle
# Have figures moved since the first of these were made? Then make those cases anew (--again --designs ...).
run --check 1
# Tables, summary and a few organisations in full; says what misses.
run --summarise

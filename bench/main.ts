import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDuckDb } from '../src/warehouse/duckdb/open-duckdb.ts';
import { asMarkdown } from './bench-table.ts';
import { type Part, parts } from './parts.ts';

/*
 * npm run bench                     everything but the long parts, under a quarter of an hour on a quiet machine
 * npm run bench -- effect growth    these parts, also long ones
 * npm run bench -- --quick          small sizes and few runs, to see that everything works
 * npm run bench -- --write          puts what was measured into docs/benchmarks.md
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const page = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));
const say = (text: string) => process.stdout.write(`${text}\n`);
const report = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
};

function partsAsked(): Part[] {
  const unknown = positionals.filter((name) => parts.every((part) => part.name !== name));
  if (unknown.length > 0) {
    const names = parts.map(({ name, long }) => (long ? `${name} (long)` : name)).join(', ');
    throw new Error(`no part is called ${unknown.join(', ')}; there are ${names}`);
  }
  return parts.filter(({ name, long }) => (positionals.length === 0 ? !long : positionals.includes(name)));
}

/** What a reader must know of the machine, measured as the part ends. */
function machine(): string {
  const [load = 0] = loadavg();
  const memory = Math.round(totalmem() / 2 ** 30);
  const busy = load > cpus().length ? `, other work running (load ${load.toFixed(1)})` : '';
  return `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory} GB${busy}.`;
}

/** Replaces what stands between the marks of a part. */
function writePart(name: string, text: string): void {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- end of ${name} -->`];
  const before = readFileSync(page, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for ${name}`);
  writeFileSync(page, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
}

const asked = partsAsked();
const warehouse = await openDuckDb({ file: ':memory:' });
try {
  for (const part of asked) {
    const table = await part.measure({
      quick: values.quick,
      warehouse,
      report: (text) => report(`${part.name}: ${text}`),
    });
    report('');
    const text = `${asMarkdown(table)}\n\n${machine()}`;
    say(`${part.title} (${part.name})\n\n${text}\n`);
    if (values.write && !values.quick) writePart(part.name, text);
  }
} finally {
  warehouse.close();
}

import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { type Finding, type Path, type Problem, pathWords } from './problem.ts';

/** A YAML text with the line and column of each of its values. */
export interface YamlSource {
  readonly value: unknown;
  /** Errors of the notation itself. */
  readonly problems: readonly Problem[];
  /** Whether any of them is more than a doubled key: then there is no `value`. */
  readonly notationBroken: boolean;
  readonly locate: (finding: Finding) => Problem;
}

/** Parses a YAML text; never throws. */
export function parseYaml(text: string): YamlSource {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, stringKeys: true });
  const errors: YAMLError[] = [...document.errors, ...document.warnings];
  const notationErrors = errors.filter((error) => error.code !== 'DUPLICATE_KEY');
  const aliases = aliasesOfNothing(document, counter);
  const notationBroken = notationErrors.length > 0 || aliases.length > 0;
  const problems = errors.map((error) => {
    const { line, col } = counter.linePos(error.pos[0]);
    return { line, column: col, where: '', ...notationWords(error, text, counter) };
  });
  return {
    value: notationBroken ? undefined : document.toJS(),
    problems: oncePerLine([...problems, ...aliases]),
    notationBroken,
    locate: (finding) => {
      const { line, col } = counter.linePos(offsetOf(document, finding.path, finding.at));
      const { path, at: _, ...words } = finding;
      return { line, column: col, where: pathWords(path), ...words };
    },
  };
}

/** One slip often makes the parser stumble several times on a line; the first message tells. */
function oncePerLine(problems: readonly Problem[]): Problem[] {
  return problems.filter(
    (problem, index) => problems.findIndex((other) => other.line === problem.line) === index,
  );
}

type Words = Pick<Problem, 'found' | 'expected' | 'remedy'>;

function notationWords(error: YAMLError, text: string, counter: LineCounter): Words {
  const [start] = error.pos;
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return {
        found: 'a tab at the start of the line',
        expected: 'spaces',
        remedy: 'Indent with two spaces for each level.',
      };
    case 'DUPLICATE_KEY': {
      const key = /^[^\s:]+/.exec(text.slice(start))?.[0] ?? 'a key';
      return {
        found: `${JSON.stringify(key)} a second time`,
        expected: 'each key once',
        remedy: `Join it with the one in line ${firstLineOfKey(text, counter, key, start)}, or rename one of them.`,
      };
    }
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        found: 'a colon where none can stand',
        expected: 'one "key: value" a line',
        remedy:
          'Put a text that holds ": " in quotation marks, and indent what belongs below this line evenly.',
      };
    case 'BAD_SCALAR_START':
      return {
        found: `${JSON.stringify(/^\S+/.exec(text.slice(start))?.[0] ?? '')} at the start of a value`,
        expected: 'a letter, a digit or a quotation mark',
        remedy: 'Put the value in quotation marks.',
      };
    case 'NON_STRING_KEY':
      return {
        found: 'a bracket before a colon',
        expected: 'a name before each colon',
        remedy: 'Close or remove the bracket, or indent the line so that it belongs to the one above.',
      };
    case 'MULTIPLE_DOCS':
      return {
        found: 'a line "---" that starts a second document',
        expected: 'one document',
        remedy: 'Remove the line "---" and join the two parts.',
      };
    case 'MISSING_CHAR':
      return {
        found: error.message.replace(/^Missing/, 'no').replace('"quote', 'quotation mark'),
        expected: 'every quotation mark and bracket closed, and a "- " before each entry of a list',
        remedy: 'Close it, or line the text up with the lines above.',
      };
    case 'BAD_INDENT':
      return {
        found: `uneven indentation (${error.message})`,
        expected: 'what belongs together at the same column, and brackets closed',
        remedy: 'Line it up with the lines above, or close the bracket.',
      };
    default:
      return {
        found: `what cannot be read as YAML (${error.message})`,
        expected: 'one "key: value" or "- entry" a line',
        remedy: 'Look at this line and the one before it: indentation, colons, quotation marks.',
      };
  }
}

/** Line of the same key at the same indentation, searched upwards from the second one. */
function firstLineOfKey(text: string, counter: LineCounter, key: string, secondAt: number): number {
  const { line, col } = counter.linePos(secondAt);
  const lines = text.split('\n');
  for (let above = line - 1; above >= 1; above--) {
    if ((lines[above - 1] as string).slice(col - 1).startsWith(`${key}:`)) return above;
  }
  return line;
}

function aliasesOfNothing(document: Document, counter: LineCounter): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return;
      const { line, col } = counter.linePos(startOf(alias) ?? 0);
      problems.push({
        line,
        column: col,
        where: '',
        found: `a value that starts with "*" (*${alias.source})`,
        expected: 'a text in quotation marks, or an alias of an anchor above it',
        remedy: 'Put the value in quotation marks.',
      });
    },
  });
  return problems;
}

/** Where the value or key of a path begins; of the deepest part of it that is there. */
function offsetOf(document: Document, path: Path, at: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) return offset;
      const wantsKey = at === 'key' || depth < path.length - 1 || !hasText(pair.value);
      offset = startOf(wantsKey ? pair.key : pair.value) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function hasText(node: unknown): boolean {
  return !(isScalar(node) && node.value === null && node.source === '') && startOf(node) !== undefined;
}

function startOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly [number, number, number] | null } | null | undefined)?.range;
  return range?.[0];
}

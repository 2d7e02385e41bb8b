import { type Import, roomOf } from './source-files.ts';

/** How others may reach into a room. */
export type Door = 'any file' | 'index.ts' | 'files at its top';

export interface Room {
  readonly name: string;
  readonly mayImport: ReadonlySet<string> | 'everything';
  readonly door: Door;
}

/** The table of rooms in ARCHITECTURE.md: the rows below the heading `| Room | ... | Door |`. */
export function readImportTable(markdown: string): ReadonlyMap<string, Room> {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => /^\| Room \|.*\| Door \|$/.test(line));
  if (start < 0) throw new Error('ARCHITECTURE.md has no table that begins "| Room |" and ends "| Door |"');
  const rooms = new Map<string, Room>();
  for (const line of lines.slice(start + 2)) {
    if (!line.startsWith('|')) break;
    const cells = line.split('|').map((cell) => cell.trim());
    const [, name = '', , mayImport = '', door = ''] = cells.map((cell) => cell.replaceAll('`', ''));
    rooms.set(name, { name, mayImport: namesIn(mayImport), door: doorIn(door, name) });
  }
  return rooms;
}

function namesIn(cell: string): Room['mayImport'] {
  if (cell === 'everything') return cell;
  return new Set(cell === 'nothing' ? [] : cell.split(',').map((name) => name.trim()));
}

function doorIn(cell: string, room: string): Door {
  if (cell === 'any file' || cell === 'index.ts' || cell === 'files at its top') return cell;
  throw new Error(`ARCHITECTURE.md: the room ${room} has the unknown door "${cell}"`);
}

/** Imports that the table does not allow, each as a sentence that says what to do. */
export function forbiddenImports(imports: readonly Import[], rooms: ReadonlyMap<string, Room>): string[] {
  return imports.filter(({ isPackage }) => !isPackage).flatMap((each) => forbidden(each, rooms) ?? []);
}

function forbidden({ from, line, to }: Import, rooms: ReadonlyMap<string, Room>): string | undefined {
  const source = rooms.get(roomOf(from));
  const target = rooms.get(roomOf(to));
  const place = `${from}:${line}`;
  if (!to.startsWith('src/'))
    return `${place} imports ${to}, which is no source. Move it into a room of src/.`;
  if (!source)
    return `${place} lies in a room without a row in ARCHITECTURE.md. Add the row, or move the file.`;
  if (!target) return `${place} imports ${to}, whose room has no row in ARCHITECTURE.md. Add the row.`;
  if (source.name === target.name || source.mayImport === 'everything') return undefined;
  if (!source.mayImport.has(target.name)) {
    const allowed = [...source.mayImport].join(', ') || 'nothing';
    return `${place} imports ${to}, but ${source.name} may import ${allowed}. Move the code to where it may be used, or pass what is needed as an argument; change the table in ARCHITECTURE.md only for a reason that you can write there.`;
  }
  if (throughDoor(to, target)) return undefined;
  return `${place} imports ${to} from inside ${target.name}, which others reach through ${target.door}. Export it there, or do without.`;
}

function throughDoor(to: string, { name, door }: Room): boolean {
  if (door === 'any file') return true;
  if (door === 'index.ts') return to === `src/${name}/index.ts`;
  return to.split('/').length === 3;
}

/** Circles of rooms that import each other, each as `a > b > a`. */
export function circlesOfRooms(imports: readonly Import[]): string[] {
  const edges = new Map<string, Set<string>>();
  for (const { from, to, isPackage } of imports) {
    const [source, target] = [roomOf(from), roomOf(to)];
    if (isPackage || source === target) continue;
    edges.set(source, (edges.get(source) ?? new Set()).add(target));
  }
  const circles = new Set<string>();
  const follow = (room: string, trail: readonly string[]): void => {
    if (trail.includes(room)) {
      const circle = trail.slice(trail.indexOf(room));
      if (circle.every((other) => other >= room)) circles.add([...circle, room].join(' > '));
      return;
    }
    for (const next of edges.get(room) ?? []) follow(next, [...trail, room]);
  };
  for (const room of edges.keys()) follow(room, []);
  return [...circles];
}

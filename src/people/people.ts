import { createHash, randomBytes } from 'node:crypto';
import {
  type Entry,
  type Identities,
  type Identity,
  readIdentities,
  type StoredDecision,
  writeIdentities,
} from './identity-file.ts';
import { nameWords, readName, wholeName } from './match/read-name.ts';
import { openSecret } from './secret.ts';

export interface PeopleFiles {
  readonly secretFile: string;
  readonly peopleFile: string;
}

/** A name that a source uses of somebody, by its pseudonym. */
export interface NameOfSource {
  readonly source: string;
  readonly pseudonym: number;
}

/** All that is known of one person. */
export interface ToForget {
  /** Ids in lists of people; none for somebody who is in none, and is then known by the names alone, in any source. */
  readonly ids: readonly string[];
  /** Names of sources that meant the person; those with `elsewhere` are used of others, too, and kept. */
  readonly names: readonly (NameOfSource & { readonly elsewhere: boolean })[];
  /** Pseudonyms of names that stand in no row that counts: they go, and are not remembered. */
  readonly past?: readonly number[];
}

/**
 * Who is who: each name that a source uses has a random pseudonym, found by a keyed hash of the name.
 * Facts hold pseudonyms only. Names, the list of people and what was decided about them are in one encrypted file and
 * nowhere else.
 */
export interface People {
  /** Mixed into the keys of loaded rows. */
  readonly rowSalt: string;
  /** Mixed into the keys of customers. */
  readonly customerSalt: string;
  /**
   * Pseudonym of each name, in their order; those not yet known get one, kept on disk before this returns. Erased
   * people have none, nor do names of this source that meant them.
   */
  enrol(names: readonly string[], source?: string): readonly (number | undefined)[];
  /** Pseudonym of a name that is known. */
  find(name: string): number | undefined;
  /** Whether the id was erased, or the name of this source. */
  wasErased(name: string, source?: string): boolean;
  /** What the entry is called by that somebody who was erased was called by, too. */
  erasedNamesake(entry: Entry): 'whole name' | 'initials' | undefined;
  /** Takes over what lists of people say of them; a later entry of the same id replaces the earlier. */
  enlist(entries: readonly Entry[]): void;
  listed(): readonly Entry[];
  decisions(): readonly StoredDecision[];
  decide(decisions: readonly StoredDecision[]): void;
  /** Names by pseudonym: to be compared, and forgotten. */
  names(): ReadonlyMap<number, string>;
  /** Words of all names, in lower case: what must not be quoted. */
  words(): ReadonlySet<string>;
  /** Equal as long as nothing changed that decides whom a name means. */
  state(): string;
  /** Deletes who the person is and remembers, by keyed hashes alone, that later imports must skip them. */
  forget(what: ToForget): void;
  /** The same people, kept in memory alone. */
  forTrial(): People;
  /** Names that each source used since a trial began. */
  tried(): ReadonlyMap<string, ReadonlySet<string>>;
}

/** Opens the identities of a data folder; the folder must exist. */
export function openPeople({ secretFile, peopleFile }: PeopleFiles): People {
  const secret = openSecret(secretFile);
  const stored = readIdentities(peopleFile, secret.identityKey);
  return new Roll(stored, secret, (identities) =>
    writeIdentities(peopleFile, secret.identityKey, identities),
  );
}

const shortestWord = 3;

class Roll implements People {
  readonly rowSalt: string;
  readonly customerSalt: string;
  readonly #secret: ReturnType<typeof openSecret>;
  readonly #save: ((identities: Identities) => void) | undefined;
  readonly #byHash: Map<string, Identity>;
  readonly #erased: Set<string>;
  readonly #taken: Set<number>;
  readonly #listed: Map<string, Entry>;
  readonly #tried = new Map<string, Set<string>>();
  /** What those whom the list has are called; made when it is first asked for. */
  #listedKeys: ReadonlySet<string> | undefined;
  #decisions: readonly StoredDecision[];

  constructor(
    stored: Identities,
    secret: ReturnType<typeof openSecret>,
    save: ((identities: Identities) => void) | undefined,
  ) {
    this.rowSalt = secret.rowSalt;
    this.customerSalt = secret.customerSalt;
    this.#secret = secret;
    this.#save = save;
    this.#byHash = new Map(stored.people.map((identity) => [identity.hash, identity]));
    this.#erased = new Set(stored.erased);
    this.#taken = new Set(stored.people.map(({ pseudonym }) => pseudonym));
    this.#listed = new Map(stored.listed.map((entry) => [entry.id, entry]));
    this.#decisions = stored.decisions;
  }

  enrol(names: readonly string[], source?: string): readonly (number | undefined)[] {
    const before = this.#byHash.size;
    if (this.#save === undefined && source !== undefined) this.#noteTried(names, source);
    const pseudonyms = names.map((name) => {
      const hash = this.#secret.hashOfId(name);
      if (this.#isErased(name, source)) return undefined;
      return (this.#byHash.get(hash) ?? this.#add(hash, name)).pseudonym;
    });
    if (this.#byHash.size > before) this.#keep();
    return pseudonyms;
  }

  find(name: string): number | undefined {
    return this.#byHash.get(this.#secret.hashOfId(name))?.pseudonym;
  }

  wasErased(name: string, source?: string): boolean {
    return this.#isErased(name, source);
  }

  erasedNamesake(entry: Entry): 'whole name' | 'initials' | undefined {
    if (this.#erased.size === 0) return undefined;
    if (namesOfEntry(entry).some((key) => this.#has(key))) return 'whole name';
    return initialsOfEntry(entry).some((key) => this.#has(key)) ? 'initials' : undefined;
  }

  enlist(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const id = normalText(entry.id);
      if (!this.#has(id)) this.#listed.set(id, { ...entry, id });
    }
    this.#listedKeys = undefined;
    this.#keep();
  }

  listed(): readonly Entry[] {
    return [...this.#listed.values()];
  }

  decisions(): readonly StoredDecision[] {
    return this.#decisions;
  }

  decide(decisions: readonly StoredDecision[]): void {
    if (JSON.stringify(decisions) === JSON.stringify(this.#decisions)) return;
    this.#decisions = decisions;
    this.#keep();
  }

  names(): ReadonlyMap<number, string> {
    return new Map(Array.from(this.#byHash.values(), ({ pseudonym, sourceId }) => [pseudonym, sourceId]));
  }

  words(): ReadonlySet<string> {
    const words = new Set<string>();
    const add = (name: string | undefined) => {
      for (const word of name?.toLowerCase().split(/[^\p{L}\p{N}]+/u) ?? []) {
        if (word.length >= shortestWord) words.add(word);
      }
    };
    for (const { sourceId } of this.#byHash.values()) add(sourceId);
    for (const { email, user, first, last, fullName } of this.#listed.values())
      for (const name of [email, user, first, last, fullName]) add(name);
    return words;
  }

  state(): string {
    const parts = [this.listed(), this.#decisions, this.#byHash.size, this.#erased.size];
    return createHash('sha256').update(this.rowSalt).update(JSON.stringify(parts)).digest('hex');
  }

  forget({ ids, names, past = [] }: ToForget): void {
    const texts = this.names();
    const gone = new Set(past);
    const usedOfOthers = new Set<string | undefined>();
    for (const { source, pseudonym, elsewhere } of names) {
      const text = texts.get(pseudonym);
      if (text === undefined) continue;
      const anywhere = elsewhere ? [] : [...keysAnywhere(text), ...(ids.length === 0 ? [text] : [])];
      this.#remember(ofSource(text, source), ...anywhere);
      this.#decisions = this.#decisions.filter(
        (each) => each.name !== text || (each.source !== source && (elsewhere || each.source !== '*')),
      );
      if (elsewhere) usedOfOthers.add(text);
      else gone.add(pseudonym);
    }
    const own = new Set(ids.map(normalText));
    for (const { source, name, decision, person = '' } of this.#decisions) {
      if (decision !== 'same' || !own.has(person)) continue;
      if (source !== '*') this.#remember(ofSource(name, source));
      else if (!usedOfOthers.has(name)) this.#remember(name);
    }
    for (const id of own) this.#forgetEntry(id);
    this.#listedKeys = undefined;
    for (const [hash, { pseudonym, sourceId }] of this.#byHash) {
      const [, inSource = sourceId] = sourceId.split('\u001f');
      if (gone.has(pseudonym) || own.has(inSource)) this.#byHash.delete(hash);
    }
    this.#decisions = this.#decisions.filter(({ person = '', name }) => !own.has(person) && !own.has(name));
    this.#keep();
  }

  forTrial(): People {
    return this.#save === undefined ? this : new Roll(this.#identities(), this.#secret, undefined);
  }

  tried(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#tried;
  }

  #noteTried(names: readonly string[], source: string): void {
    const there = this.#tried.get(source) ?? new Set();
    for (const name of names) there.add(normalText(name));
    this.#tried.set(source, there);
  }

  #forgetEntry(id: string): void {
    const entry = this.#listed.get(id);
    this.#listed.delete(id);
    this.#remember(
      id,
      ...(entry === undefined ? keysAnywhere(id) : [...keysOfEntry(entry), ...initialsOfEntry(entry)]),
    );
  }

  #remember(...keys: readonly string[]): void {
    for (const key of keys) this.#erased.add(this.#secret.hashOfId(key));
  }

  #has(key: string): boolean {
    return this.#erased.has(this.#secret.hashOfId(key));
  }

  /**
   * The id; the name of this source; or an e-mail, user name or whole name of somebody who was erased, unless somebody
   * whom the list still has is called so.
   */
  #isErased(name: string, source: string | undefined): boolean {
    if (this.#erased.size === 0) return false;
    if (this.#has(name) || (source !== undefined && this.#has(ofSource(name, source)))) return true;
    return keysOf(name).some((key) => this.#has(key) && !this.#keysInList().has(key));
  }

  #keysInList(): ReadonlySet<string> {
    this.#listedKeys ??= new Set([...this.#listed.values()].flatMap(keysOfEntry));
    return this.#listedKeys;
  }

  #add(hash: string, name: string): Identity {
    const identity = { hash, pseudonym: drawPseudonym(this.#taken), sourceId: normalText(name) };
    this.#taken.add(identity.pseudonym);
    this.#byHash.set(hash, identity);
    return identity;
  }

  #identities(): Identities {
    return {
      people: [...this.#byHash.values()],
      erased: [...this.#erased],
      listed: [...this.#listed.values()],
      decisions: [...this.#decisions],
    };
  }

  #keep(): void {
    this.#save?.(this.#identities());
  }
}

/** As names are kept: without blanks at their ends, an accent encoded in one way. */
function normalText(name: string): string {
  return name.trim().normalize('NFC');
}

function ofSource(name: string, source: string): string {
  return `${source}\u001f${normalText(name)}`;
}

/** What else tells who is meant by a name: its e-mail; else what may be a user name, or a whole name in any order. */
function keysOf(name: string): readonly string[] {
  const { email, inBrackets, user } = readName(name);
  const ofUser = email === undefined && inBrackets === undefined && user !== undefined;
  return [...keysAnywhere(name), ...(ofUser ? [asKey('user', user)] : [])];
}

/** The same without user names: a first name alone may be one. */
function keysAnywhere(name: string): readonly string[] {
  const { email, inBrackets } = readName(name);
  if (email !== undefined) return [asKey('mailbox', email)];
  const whole = inBrackets === undefined ? wholeName(name) : undefined;
  return whole === undefined ? [] : [asKey('name', whole)];
}

function keysOfEntry(entry: Entry): readonly string[] {
  const { email = '', user = '' } = entry;
  return [...keysAnywhere(email), ...namesOfEntry(entry), ...(user === '' ? [] : keysOf(user))];
}

function namesOfEntry({ id, first = '', last = '', fullName = '' }: Entry): readonly string[] {
  return [id, fullName, `${first} ${last}`].flatMap(keysAnywhere);
}

/** First letter and last name. */
function initialsOfEntry({ id, first = '', last = '', fullName }: Entry): readonly string[] {
  const words = nameWords(fullName ?? (first === '' || last === '' ? id : `${first} ${last}`))?.words ?? [];
  const [one = ''] = words;
  return words.length < 2 ? [] : [asKey('initials', `${one[0]} ${words.at(-1)}`)];
}

function asKey(kind: 'mailbox' | 'user' | 'name' | 'initials', text: string): string {
  return `\u001f${kind}\u001f${text}`;
}

/** A random whole number below 2^52, so that every engine and every typed array holds it exactly. */
function drawPseudonym(taken: ReadonlySet<number>): number {
  for (;;) {
    const drawn = Number(randomBytes(8).readBigUInt64LE() >> 12n);
    if (drawn > 0 && !taken.has(drawn)) return drawn;
  }
}

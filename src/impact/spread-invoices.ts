import type { Organisation, Programme } from '../contract/organisation.ts';
import { dayFromIso, isoFromDay } from '../model/calendar.ts';
import { formatDate, formatMoney } from '../model/format-numbers.ts';
import type { Attendance } from './facts.ts';

/** What a provider charged for the training of some days, first and last included. */
export interface Invoice {
  readonly provider: string;
  readonly fromDay: number;
  readonly toDay: number;
  readonly amount: number;
  /** Three capital letters; undefined where the file has none. */
  readonly currency: string | undefined;
  /** The course that it is for, where it names one. */
  readonly course: string | undefined;
}

/** Fees of a programme that come from invoices, and by which rule. */
export interface InvoicedFees {
  readonly fees: number;
  readonly rules: readonly string[];
}

export interface InvoicesSpread {
  /** By programme id. */
  readonly byProgramme: ReadonlyMap<string, InvoicedFees>;
  /** Invoices, or what is left of them, that are in no programme, with the reason. */
  readonly notSpread: readonly string[];
}

export interface InvoicesToSpread {
  readonly invoices: readonly Invoice[];
  readonly organisation: Organisation;
  /** By programme id. */
  readonly attendance: ReadonlyMap<string, readonly Attendance[]>;
  /** Programme that a course belongs to. */
  readonly programmeOf: (course: string) => string | undefined;
}

/**
 * Spreads invoices over programmes. One that names a course goes to its programme. Any other is spread over the
 * programmes of its provider that people came to in its time: by hours of attendance, or by people where a programme
 * has no hours. A programme with fees of its own (declared, or by an invoice that names its course) takes no share;
 * declared fees of that time are taken off first, so that nothing counts twice.
 */
export function spreadInvoices(asked: InvoicesToSpread): InvoicesSpread {
  const ledger = new Ledger(asked.organisation.organisation.currency);
  const { currency } = asked.organisation.organisation;
  const payable = asked.invoices.filter((invoice) => {
    if ((invoice.currency ?? currency) === currency) return true;
    ledger.leave(invoice, `it is in ${invoice.currency}, and the organisation counts in ${currency}`);
    return false;
  });
  const named = payable.filter(({ course }) => course !== undefined);
  const ownInvoice = new Map<string, Invoice[]>();
  for (const invoice of named) {
    const id = asked.programmeOf(invoice.course ?? '');
    if (id === undefined) ledger.leave(invoice, `no programme has the course "${invoice.course}"`);
    else {
      ownInvoice.set(id, [...(ownInvoice.get(id) ?? []), invoice]);
      bookNamed(ledger, invoice, id, asked.organisation);
    }
  }
  const general = payable.filter(({ course }) => course === undefined);
  for (const invoice of general) spreadOne(ledger, invoice, general, ownInvoice, asked);
  return ledger.result();
}

/** What was booked so far. */
class Ledger {
  readonly #fees = new Map<string, { fees: number; rules: string[] }>();
  readonly #notSpread: string[] = [];
  readonly #currency: string;

  constructor(currency: string) {
    this.#currency = currency;
  }

  book(id: string, fees: number, rule: string): void {
    const known = this.#fees.get(id) ?? { fees: 0, rules: [] };
    this.#fees.set(id, { fees: known.fees + fees, rules: [...known.rules, rule] });
  }

  leave(invoice: Invoice, why: string, amount = invoice.amount): void {
    const part = amount === invoice.amount ? '' : `${this.money(amount)} of `;
    this.#notSpread.push(`${part}${this.name(invoice)}: in no programme, because ${why}.`);
  }

  money(amount: number): string {
    return formatMoney(amount, this.#currency);
  }

  /** Such as "€40,000 of Provider X for 2024". */
  name({ provider, fromDay, toDay, amount, currency }: Invoice): string {
    return `${formatMoney(amount, currency ?? this.#currency)} of ${provider} for ${sayTime(fromDay, toDay)}`;
  }

  result(): InvoicesSpread {
    return { byProgramme: this.#fees, notSpread: this.#notSpread };
  }
}

function sayTime(fromDay: number, toDay: number): string {
  const [from, to] = [isoFromDay(fromDay), isoFromDay(toDay)];
  if (from.slice(0, 4) === to.slice(0, 4) && from.endsWith('-01-01') && to.endsWith('-12-31')) {
    return from.slice(0, 4);
  }
  return `${formatDate(from)} to ${formatDate(to)}`;
}

function bookNamed(ledger: Ledger, invoice: Invoice, id: string, { programmes }: Organisation): void {
  const declared = declaredFees(programmes[id]);
  const about = `${ledger.name(invoice)}, which names the course`;
  if (declared > 0)
    ledger.book(id, 0, `${about}: not added, because fees are declared (${ledger.money(declared)})`);
  else ledger.book(id, invoice.amount, about);
}

function declaredFees(programme: Programme | undefined): number {
  const ofSessions = (programme?.sessions ?? []).reduce((sum, { fees }) => sum + fees, 0);
  return (programme?.cost?.fees ?? 0) + ofSessions;
}

function spreadOne(
  ledger: Ledger,
  invoice: Invoice,
  general: readonly Invoice[],
  ownInvoice: ReadonlyMap<string, readonly Invoice[]>,
  asked: InvoicesToSpread,
): void {
  const { programmes } = asked.organisation;
  const shares = Object.entries(programmes)
    .filter(([, { provider }]) => provider !== undefined && plain(provider) === plain(invoice.provider))
    .map(([id, programme]) => ({
      ...shareOf(id, programme, asked.attendance.get(id) ?? [], invoice),
      apart: (ownInvoice.get(id) ?? []).some(
        (own) => own.fromDay <= invoice.toDay && own.toDay >= invoice.fromDay,
      ),
      declared: declaredWithin(programme, asked.attendance.get(id) ?? [], invoice, general),
    }));
  const deducted = shares.reduce((sum, { declared }) => sum + declared, 0);
  const rest = invoice.amount - deducted;
  const takers = shares.filter(
    ({ id, people, apart }) => people > 0 && !apart && declaredFees(programmes[id]) === 0,
  );
  const inProgrammes = `${ledger.money(deducted)} of fees that are declared for that time`;
  if (shares.length === 0) {
    ledger.leave(
      invoice,
      'no programme names this provider (provider: in whichhalf.yaml or course-kinds.csv)',
    );
  } else if (shares.every(({ people, declared }) => people === 0 && declared === 0)) {
    ledger.leave(invoice, 'nobody came to a course of this provider in that time');
  } else if (deducted > 0 && rest <= 0) {
    ledger.leave(invoice, `${inProgrammes} count instead`);
  } else if (takers.length === 0) {
    ledger.leave(invoice, 'all courses of this provider in that time have fees of their own', rest);
  } else {
    bookShares(ledger, { invoice, rest, less: deducted > 0 ? `, less ${inProgrammes}` : '' }, takers);
  }
}

interface Share {
  readonly id: string;
  readonly hours: number;
  readonly hoursKnown: boolean;
  readonly people: number;
}

function bookShares(
  ledger: Ledger,
  { invoice, rest, less }: { readonly invoice: Invoice; readonly rest: number; readonly less: string },
  takers: readonly Share[],
): void {
  const byHours = takers.every(({ hours, hoursKnown }) => hoursKnown && hours > 0);
  const weight = ({ hours, people }: Share) => (byHours ? hours : people);
  const whole = takers.reduce((sum, share) => sum + weight(share), 0);
  for (const share of takers) {
    const fees = (rest * weight(share)) / whole;
    const over =
      takers.length === 1
        ? 'all on this programme, the only one to take a share'
        : `spread by ${byHours ? 'hours of attendance' : 'people who came, as not all hours are known'} over ${takers.length} programmes`;
    ledger.book(share.id, fees, `${ledger.money(fees)} from ${ledger.name(invoice)}${less}, ${over}`);
  }
}

function plain(provider: string): string {
  return provider.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function within(day: number, { fromDay, toDay }: Invoice): boolean {
  return day >= fromDay && day <= toDay;
}

function shareOf(
  id: string,
  { cost }: Programme,
  attendance: readonly Attendance[],
  invoice: Invoice,
): Share {
  const came = attendance.filter((row) => row.came && within(row.day, invoice));
  const usual = (cost?.hoursPerPerson ?? 0) > 0 ? cost?.hoursPerPerson : undefined;
  return {
    id,
    hours: came.reduce((sum, { hours }) => sum + (hours ?? usual ?? 0), 0),
    hoursKnown: came.every(({ hours }) => (hours ?? usual) !== undefined),
    people: new Set(came.map(({ person }) => person)).size,
  };
}

/**
 * Declared fees that belong to the time of an invoice: of sessions by their day, those of the programme as a whole by
 * its attendance. A day that several invoices of the provider cover is shared between them.
 */
function declaredWithin(
  { cost, sessions }: Programme,
  attendance: readonly Attendance[],
  invoice: Invoice,
  general: readonly Invoice[],
): number {
  const rivals = general.filter(({ provider }) => plain(provider) === plain(invoice.provider));
  const part = (day: number) =>
    within(day, invoice) ? 1 / rivals.filter((each) => within(day, each)).length : 0;
  const ofSessions = sessions.reduce((sum, { date, fees }) => sum + fees * part(dayFromIso(date)), 0);
  const came = attendance.filter((row) => row.came);
  const share = came.length === 0 ? 0 : came.reduce((sum, { day }) => sum + part(day), 0) / came.length;
  return ofSessions + (cost?.fees ?? 0) * share;
}

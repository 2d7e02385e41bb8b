import { z } from 'zod';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { invoicesRecorded } from './invoices-recorded.query.ts';
import { type InvoicesSpread, type InvoicesToSpread, spreadInvoices } from './spread-invoices.ts';

const Row = z.object({
  provider: z.string(),
  amount: z.number(),
  currency: z.string(),
  course: z.string(),
  from_day: z.number(),
  to_day: z.number(),
});

/** The invoices that are loaded, spread over programmes; undefined where there are none. */
export async function loadInvoices(
  warehouse: Warehouse,
  over: Omit<InvoicesToSpread, 'invoices'>,
): Promise<InvoicesSpread | undefined> {
  const rows = await warehouse.rows(invoicesRecorded(), Row);
  if (rows.length === 0) return undefined;
  const invoices = rows.map(({ provider, amount, currency, course, from_day, to_day }) => ({
    provider,
    amount,
    currency: currency === '' ? undefined : currency,
    course: course === '' ? undefined : course,
    fromDay: from_day,
    toDay: to_day,
  }));
  return spreadInvoices({ ...over, invoices });
}

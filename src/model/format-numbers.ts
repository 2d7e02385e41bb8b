/** How every number, sum of money and date is printed: real minus signs, no-break spaces, English order. */

const minus = '\u2212';
const thinSpace = '\u202f';
const locale = 'en-GB';

function withRealMinus(text: string): string {
  return text.replace('-', minus);
}

/** `620000, 'EUR'` to `€620,000`; whole units of the currency. */
export function formatMoney(amount: number, currency: string): string {
  const whole = Math.round(amount) === 0 ? 0 : amount;
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 0,
    minimumFractionDigits: 0,
  });
  return withRealMinus(format.format(whole));
}

/** Money on an axis: `1500000` to `€1.5m` where whole amounts would not fit. */
export function formatMoneyShort(amount: number, currency: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    notation: 'compact',
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  });
  return withRealMinus(format.format(amount)).replace('K', 'k').replace('M', 'm');
}

/** A value with fixed decimals; never `−0.00`. */
export function formatValue(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals));
  const format = new Intl.NumberFormat(locale, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return withRealMinus(format.format(rounded === 0 ? 0 : rounded));
}

/** A difference: `+0.21`, `−0.06`, `0.00`. */
export function formatDifference(value: number, decimals: number): string {
  const text = formatValue(value, decimals);
  return Number(value.toFixed(decimals)) > 0 ? `+${text}` : text;
}

/** `[−0.06 to 0.12]`, kept on one line. */
export function formatInterval(low: number, high: number, decimals: number): string {
  return `[${formatValue(low, decimals)} to ${formatValue(high, decimals)}]`.replaceAll(' ', '\u00a0');
}

export function formatCount(count: number): string {
  return formatValue(count, 0);
}

/** A share from 0 to 1 in whole per cent; certainty is not claimed: `under 1 %`, `over 99 %`. */
export function formatChance(probability: number): string {
  if (probability < 0.01) return `under 1${thinSpace}%`;
  if (probability > 0.99) return `over 99${thinSpace}%`;
  return formatPercent(probability);
}

export function formatPercent(share: number): string {
  return `${formatValue(share * 100, 0)}${thinSpace}%`;
}

/** `2026-10-03` to `3 October 2026`. */
export function formatDate(iso: string): string {
  return dateText(iso, { day: 'numeric', month: 'long', year: 'numeric' });
}

export function formatMonth(iso: string): string {
  return dateText(iso, { month: 'long', year: 'numeric' });
}

function dateText(iso: string, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' }).format(
    Date.parse(`${iso}T00:00:00Z`),
  );
}

const numberWords = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** `9` to `nine`; figures above twelve. */
export function formatCountInWords(count: number): string {
  return numberWords[count] ?? formatCount(count);
}

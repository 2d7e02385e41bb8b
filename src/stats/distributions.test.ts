import chiSquare from '@stdlib/stats-base-dists-chisquare-cdf';
import f from '@stdlib/stats-base-dists-f-cdf';
import studentT from '@stdlib/stats-base-dists-t-cdf';
import { describe, expect, it } from 'vitest';
import {
  chiSquareCdf,
  chiSquareUpperTail,
  fCdf,
  fQuantile,
  fUpperTail,
  normalCdf,
  normalQuantile,
  studentTCdf,
  studentTQuantile,
} from './distributions.ts';

const probabilities = [
  1e-250,
  1e-60,
  1e-12,
  1e-4,
  0.01,
  0.025,
  0.2,
  0.4999,
  0.5,
  0.6,
  0.95,
  0.975,
  0.999,
  1 - 1e-9,
];

function expectClose(actual: number, expected: number, relative = 1e-12): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('normal', () => {
  it('gives published values to every digit', () => {
    expectClose(normalCdf(-1), 0.15865525393145705);
    expectClose(normalCdf(1.9599639845400543), 0.975);
    expectClose(normalCdf(-3), 0.0013498980316300946);
    expectClose(normalCdf(-10), 7.619853024160525e-24);
    expectClose(normalCdf(-37), 5.725571222524528e-300);
    expectClose(normalQuantile(0.975), 1.9599639845400543);
    expectClose(normalQuantile(0.9875), 2.2414027276049495);
    expectClose(normalQuantile(1e-12), -7.0344838253011313);
  });

  it('inverts itself', () => {
    for (const p of probabilities) {
      expectClose(normalCdf(normalQuantile(p)), p, p < 1e-20 ? 1e-11 : 1e-12);
    }
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
  });
});

describe('Student t', () => {
  it('has the closed forms of 1, 2 and 4 degrees of freedom', () => {
    for (const t of [-300, -12.7, -2, -0.3, 0, 0.01, 1, 4, 50]) {
      const cauchy = t < 0 ? Math.atan2(1, -t) / Math.PI : 1 - Math.atan2(1, t) / Math.PI;
      expectClose(studentTCdf(t, 1), cauchy);
      const r = Math.sqrt(2 + t * t);
      expectClose(studentTCdf(t, 2), t < 0 ? 1 / (r * (r - t)) : 1 - 1 / (r * (r + t)));
      const s = t / Math.sqrt(4 + t * t);
      if (t > -10) expectClose(studentTCdf(t, 4), 0.5 + (3 / 4) * (s - s ** 3 / 3), 1e-11);
    }
  });

  it('agrees with another implementation at fractional degrees of freedom', () => {
    for (const df of [0.3, 1.7, 3.25, 11.9, 58.4, 940.2, 31_000.5]) {
      for (const t of [-9, -2.2, -0.4, 0.7, 1.96, 6]) expectClose(studentTCdf(t, df), studentT(t, df), 1e-11);
    }
  });

  it('gives the quantiles of published tables and inverts itself', () => {
    expectClose(studentTQuantile(0.975, 1), 12.706204736174705);
    expectClose(studentTQuantile(0.975, 10), 2.2281388519862748);
    expectClose(studentTQuantile(0.995, 30), 2.7499956535672254);
    for (const df of [0.7, 2, 5.5, 80, 1e4, 1e7, Infinity]) {
      for (const p of probabilities.filter((each) => each > 1e-20)) {
        expectClose(studentTCdf(studentTQuantile(p, df), df), p, 1e-12);
      }
    }
  });

  it('becomes the normal distribution', () => {
    expectClose(studentTQuantile(0.975, 1e13), normalQuantile(0.975));
    expect(studentTCdf(1.3, Infinity)).toBe(normalCdf(1.3));
  });
});

describe('F', () => {
  it('has the closed form of 2 and d degrees of freedom', () => {
    for (const d2 of [0.5, 3, 17.3, 400, 1e6]) {
      for (const x of [1e-6, 0.2, 1, 3.7, 40]) {
        const upper = Math.exp((-d2 / 2) * Math.log1p((2 * x) / d2));
        expectClose(fUpperTail(x, 2, d2), upper, 1e-11);
        expectClose(fCdf(x, 2, d2), -Math.expm1((-d2 / 2) * Math.log1p((2 * x) / d2)), 1e-11);
      }
    }
  });

  it('agrees with another implementation', () => {
    for (const [d1, d2] of [
      [1, 7.5],
      [3, 44],
      [12.5, 9.1],
      [80, 600],
      [2500, 3],
    ]) {
      for (const x of [0.05, 0.8, 1.1, 2.6, 9]) expectClose(fCdf(x, d1, d2), f(x, d1, d2), 1e-11);
    }
  });

  it('inverts itself and gives a published 95 % point', () => {
    expectClose(fQuantile(0.95, 4, 20), 2.8660814020156589);
    for (const [d1, d2] of [
      [1, 2.5],
      [6, 31],
      [0.8, 300],
      [55, Infinity],
    ]) {
      for (const p of probabilities.filter((each) => each > 1e-20)) {
        const x = fQuantile(p, d1, d2);
        expectClose(p < 0.5 ? fCdf(x, d1, d2) : fUpperTail(x, d1, d2), p < 0.5 ? p : 1 - p, 1e-11);
      }
    }
    expect(fQuantile(0, 3, 4)).toBe(0);
    expect(fQuantile(1, 3, 4)).toBe(Infinity);
  });
});

describe('chi-square', () => {
  it('has the Poisson sums of even degrees of freedom', () => {
    for (const half of [1, 2, 5, 30]) {
      for (const x of [0.02, 1, 4.4, 25, 90]) {
        let term = Math.exp(-x / 2);
        let upper = term;
        for (let k = 1; k < half; k++) {
          term *= x / 2 / k;
          upper += term;
        }
        expectClose(chiSquareUpperTail(x, 2 * half), upper, 1e-12);
      }
    }
  });

  it('agrees with another implementation and with the normal', () => {
    for (const df of [0.4, 1, 7.7, 250]) {
      for (const x of [0.1, 2, 9, 240, 500]) expectClose(chiSquareCdf(x, df), chiSquare(x, df), 1e-11);
    }
    expectClose(chiSquareUpperTail(49, 1), 2 * normalCdf(-7));
  });
});

it('throws on parameters that make no sense and quotes them', () => {
  expect(() => normalQuantile(1.2)).toThrow('1.2');
  expect(() => studentTCdf(1, 0)).toThrow('got 0');
  expect(() => fCdf(1, Infinity, 3)).toThrow('d1');
  for (const at of [
    normalCdf,
    (x: number) => studentTCdf(x, 5),
    (x: number) => fCdf(x, 2, 9),
    (x: number) => fUpperTail(x, 2, 9),
    (x: number) => chiSquareCdf(x, 3),
    (x: number) => chiSquareUpperTail(x, 3),
  ]) {
    expect(() => at(Number.NaN)).toThrow('NaN');
  }
});

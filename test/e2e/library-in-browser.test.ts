import { readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as here from '../../src/index.ts';
import { launchBrowser } from '../support/browser.ts';

interface Seen {
  readonly names: readonly string[];
  readonly figure: number;
}

/** An effect of 2 in a small panel with noise from the library's own random numbers. Runs there as it runs here. */
function figureBy(library: typeof here): number {
  const [units, periods] = [40, 8];
  const random = library.createRandom(7);
  const sum = new Float64Array(units * periods);
  const treatment = sum.map((_, cell) => (Math.floor(cell / periods) < 20 && cell % periods >= 4 ? 1 : 0));
  treatment.forEach((treated, cell) => {
    sum[cell] = 2 * treated + random.normal();
  });
  const found = library.twoWayFixedEffects({
    panel: { units, periods, sum, count: sum.map(() => 1) },
    treatment,
  });
  return found.kind === 'estimate' ? found.estimate : Number.NaN;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
/** What a bundler finds out by itself: where the packages lie that the library imports. One is there as a script only. */
const imports = {
  'pure-rand/generator/xoroshiro128plus': '/node_modules/pure-rand/lib/esm/generator/xoroshiro128plus.js',
  'ml-matrix': '/ml-matrix.js',
};
const matrixModule =
  'export const { CholeskyDecomposition, EVD, LuDecomposition, Matrix, SVD } = window.mlMatrix;';
const startPage = `<!doctype html><title>x</title><link rel="icon" href="data:,">
  <script src="/node_modules/ml-matrix/matrix.umd.js"></script>
  <script type="importmap">${JSON.stringify({ imports })}</script>`;
let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    if (path === '/') return response.setHeader('content-type', 'text/html').end(startPage);
    if (path === imports['ml-matrix']) {
      return response.setHeader('content-type', 'text/javascript').end(matrixModule);
    }
    const file = join(root, path);
    if (!path.endsWith('.js') || statSync(file, { throwIfNoEntry: false }) === undefined) {
      return response.writeHead(404).end();
    }
    return response.setHeader('content-type', 'text/javascript').end(readFileSync(file));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

describe('the library as it is built', () => {
  it('loads in a browser as it stands, names what it names here, and gives the same figures', async () => {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    page.on('console', (message) => failures.push(message.text()));
    page.on('requestfailed', (request) => failures.push(request.url()));
    page.on('response', (response) => {
      if (response.status() >= 400) failures.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.addScriptTag({
      type: 'module',
      content: `import * as library from '/dist/index.js';
        window.seen = { names: Object.keys(library).sort(), figure: (${figureBy})(library) };`,
    });
    await page.waitForLoadState('networkidle');
    expect(failures).toEqual([]);
    const seen = (await page.evaluate('window.seen')) as Seen;
    expect(seen.names).toEqual(Object.keys(here).sort());
    expect(seen.figure).toBe(figureBy(here));
    expect(seen.figure).toBeCloseTo(2, 0);
    await page.close();
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analysis, Curve } from '../../src/contract/analysis.ts';
import { serveReport } from '../../src/http/serve-report.ts';
import { renderReport } from '../../src/report/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { emptyAnalysis, exampleAnalysis, oneProgrammeWithoutMoney } from '../support/example-analysis.ts';

const analysis = exampleAnalysis();
const wide = { width: 1265, height: 900 };
const phone = { width: 375, height: 800 };
let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = mkdtempSync(join(tmpdir(), 'whichhalf-e2e-'));
  const reports = {
    full: analysis,
    short: shortened(analysis),
    empty: emptyAnalysis(),
    one: oneProgrammeWithoutMoney(),
  };
  for (const [name, data] of Object.entries(reports)) {
    writeFileSync(join(folder, `${name}.html`), renderReport(data));
  }
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every kind of section once and few rows: axe looks at each cell. */
function shortened(whole: Analysis): Analysis {
  const kept = ['empathy', 'front-desk-second-year', 'first-word', 'greeting'];
  const few = (curve: Curve) => ({ ...curve, points: curve.points.filter((_, i) => i % 13 === 0) });
  const programmes = whole.programmes
    .filter(({ id }) => kept.includes(id))
    .map((programme) => ({ ...programme, inPeople: few(programme.inPeople), inTeam: few(programme.inTeam) }));
  return { ...whole, programmes, next: [] };
}

interface Opened {
  readonly page: Page;
  /** Console messages, errors and requests other than the page itself. */
  readonly complaints: string[];
}

async function open(name: string, options: BrowserContextOptions = { viewport: wide }): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const address = name.startsWith('http') ? name : pathToFileURL(join(folder, `${name}.html`)).href;
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const isPage = request.url() === address || request.url() === `${address}/`;
    if (!isPage && !request.url().startsWith('data:')) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints };
}

async function close({ page }: Opened): Promise<void> {
  await page.context().close();
}

describe('the report is one file', () => {
  it.each(['full', 'empty', 'one'])('%s: no request, no error, no violation of its policy', async (name) => {
    const opened = await open(name);
    await opened.page.evaluate(() => document.fonts.ready);
    const fonts = await opened.page.evaluate(() => [...document.fonts].map((font) => font.status));
    expect(fonts).toEqual(['loaded', 'loaded']);
    expect(opened.complaints).toEqual([]);
    await close(opened);
  });

  it('its policy is in force: a foreign script, style and picture are refused', async () => {
    const opened = await open('full');
    await opened.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.foreign = true';
      const image = document.createElement('img');
      image.src = 'http://127.0.0.1:9/pixel.png';
      document.body.append(script, image);
      document.body.setAttribute('style', 'outline: 3px solid red');
    });
    expect(await opened.page.evaluate(() => 'foreign' in window)).toBe(false);
    expect(await opened.page.evaluate(() => getComputedStyle(document.body).outlineStyle)).toBe('none');
    expect(opened.complaints.filter((text) => text.includes('Content Security Policy'))).toHaveLength(3);
    await close(opened);
  });

  it('works the same when it is served', async () => {
    const served = await serveReport(analysis, 0);
    const opened = await open(served.url);
    expect(await opened.page.textContent('h1')).toBe('Which half?');
    expect(opened.complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
    await close(opened);
    await served.close();
  });
});

describe('everyone can read it', () => {
  it.each([
    ['light', wide],
    ['dark', wide],
    ['light', phone],
  ] as const)('axe finds nothing (%s, %o)', async (colorScheme, viewport) => {
    const opened = await open('short', { viewport, colorScheme, reducedMotion: 'reduce' });
    await opened.page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    const { violations, passes } = await new AxeBuilder({ page: opened.page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain('color-contrast');
    await close(opened);
  });

  it.each([320, 375, 800, 1265])('nothing sticks out at %i pixels, all opened', async (width) => {
    const opened = await open('full', { viewport: { width, height: 800 } });
    const scrollWidth = await opened.page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      return document.documentElement.scrollWidth;
    });
    expect(scrollWidth).toBe(width);
    await close(opened);
  });

  it('is all there without its script', async () => {
    const opened = await open('full', { viewport: wide, javaScriptEnabled: false });
    expect(await opened.page.locator('[data-bar]:visible').count()).toBe(2);
    expect(await opened.page.locator('[data-copy]:visible').count()).toBe(0);
    await close(opened);
  });
});

/** Presses Tab until something matches; fails where the whole page was passed. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  throw new Error(`Tab never reached ${selector}`);
}

describe('with the keyboard', () => {
  it('switches the colouring, shows the programmes behind a piece, and opens one', async () => {
    const opened = await open('full', { viewport: wide, reducedMotion: 'reduce' });
    const { page } = opened;
    await tabTo(page, '[data-colouring=reach]');
    expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await page.getAttribute('[data-colouring=reach]', 'aria-pressed')).toBe('true');
    expect(await page.getAttribute('[data-colouring=verdict]', 'aria-pressed')).toBe('false');
    expect(await page.locator('#bar_reach').isVisible()).toBe(true);
    expect(await page.locator('#bar_verdict').isVisible()).toBe(false);
    await tabTo(page, '#bar_reach [data-show=fill-reach-held]');
    await page.keyboard.press('Enter');
    expect(await page.locator('.rows tbody tr:visible a').allTextContents()).toEqual([
      'Complaint handling',
      'The first word',
    ]);
    await tabTo(page, '.showing button');
    await page.keyboard.press('Enter');
    expect(await page.locator('.rows tbody tr:visible').count()).toBe(analysis.programmes.length);
    await tabTo(page, '.rows a[href="#service-recovery"]');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#service-recovery');
    await close(opened);
  });

  it('opens on the colouring that the analysis chose', async () => {
    const file = 'by-reach';
    const byReach = { ...analysis, money: { ...analysis.money, firstColouring: 'reach' as const } };
    writeFileSync(join(folder, `${file}.html`), renderReport(byReach));
    const opened = await open(file);
    expect(await opened.page.locator('#bar_reach').isVisible()).toBe(true);
    expect(await opened.page.locator('#bar_verdict').isVisible()).toBe(false);
    await close(opened);
  });
});

describe('a picture is copied with its sentence', () => {
  it('to the clipboard where the browser allows it', async () => {
    const served = await serveReport(analysis, 0);
    const opened = await open(served.url, {
      viewport: wide,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page } = opened;
    await page.bringToFront();
    const button = page.locator('#service-recovery .curves [data-copy]').first();
    await button.click();
    await page.waitForFunction(() => document.getElementById('_said')!.textContent !== '');
    expect(await button.textContent()).toBe('Copied');
    const copied = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const picture = await createImageBitmap(await item!.getType('image/png'));
      return { width: picture.width, text: await (await item!.getType('text/plain')).text() };
    });
    expect(copied.width).toBeGreaterThan(1200);
    expect(copied.text).toMatch(
      /^Satisfaction \(points, 1 to 5\): difference to those trained later or never/,
    );
    await close(opened);
    await served.close();
  });

  it('to a file where it does not', async () => {
    const opened = await open('full', { viewport: wide, acceptDownloads: true });
    await opened.page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    const [download] = await Promise.all([
      opened.page.waitForEvent('download'),
      opened.page.locator('#bar_verdict [data-copy]').click(),
    ]);
    expect(download.suggestedFilename()).toBe('whichhalf.png');
    expect(opened.complaints.filter((text) => !text.startsWith('request: blob:'))).toEqual([]);
    await close(opened);
  });
});

describe('on paper', () => {
  it('is light, opened, without buttons, with both colourings', async () => {
    const opened = await open('full', { viewport: { width: 720, height: 1000 }, colorScheme: 'dark' });
    const { page } = opened;
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('details.how:not([open])').count()).toBe(0);
    expect(await page.locator('button:visible').count()).toBe(0);
    expect(await page.locator('[data-bar]:visible').count()).toBe(2);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(720);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.locator('details.how[open]').count()).toBe(0);
    await close(opened);
  });
});

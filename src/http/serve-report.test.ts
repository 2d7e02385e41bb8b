import { request } from 'node:http';
import { expect, it } from 'vitest';
import { exampleAnalysis } from '../../test/support/example-analysis.ts';
import { UsageError } from '../model/refusal.ts';
import { serveReport } from './serve-report.ts';

const analysis = exampleAnalysis();

function statusWithHost(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

it('serves the report and its data, and ends cleanly', async () => {
  const served = await serveReport(analysis, 0);
  const page = await fetch(served.url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Which half?');
  expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await (await fetch(`${served.url}/analysis.json`)).json()).toEqual(analysis);
  expect((await fetch(`${served.url}/nothing`)).status).toBe(404);
  await served.close();
  await expect(fetch(served.url)).rejects.toThrow();
});

it('answers to this machine’s own name only', async () => {
  const served = await serveReport(analysis, 0);
  expect(await statusWithHost(served.url, 'evil.example')).toBe(404);
  expect(await statusWithHost(served.url, 'localhost:4747')).toBe(200);
  await served.close();
});

it('says which port is taken and how to choose another', async () => {
  const first = await serveReport(analysis, 0);
  const port = Number(new URL(first.url).port);
  const second = serveReport(analysis, port);
  await expect(second).rejects.toThrow(UsageError);
  await expect(second).rejects.toMatchObject({
    message: expect.stringContaining(String(port)),
    remedy: expect.stringContaining('PORT='),
  });
  await first.close();
});

import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import type { Analysis } from '../contract/analysis.ts';
import { UsageError } from '../model/refusal.ts';
import { policyOf, renderReport } from '../report/index.ts';

interface ServedReport {
  readonly url: string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

const host = '127.0.0.1';

/**
 * Serves one report at `/` and its data at `/analysis.json`, to this machine only. Port 0 takes any free one.
 * A taken port is a UsageError.
 */
export async function serveReport(analysis: Analysis, port: number): Promise<ServedReport> {
  const server = createAdaptorServer({ fetch: routes(analysis).fetch });
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://localhost:${taken}`, close: () => close(server) };
}

function routes(analysis: Analysis): Hono {
  const report = renderReport(analysis);
  const policy = `${policyOf(report)}; frame-ancestors 'none'`;
  const app = new Hono();
  app.use(async (context, next) => {
    if (!isOurs(context.req.header('host'))) return context.text('not found', 404);
    await next();
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('Cross-Origin-Opener-Policy', 'same-origin');
    context.header('Cross-Origin-Resource-Policy', 'same-origin');
    context.header('Cache-Control', 'no-store');
    return undefined;
  });
  app.get('/', (context) => context.html(report, 200, { 'Content-Security-Policy': policy }));
  app.get('/analysis.json', (context) => context.json(analysis));
  app.get('/favicon.ico', (context) => context.body(null, 204));
  return app;
}

/** Another name that resolves to this machine must not let another site read the report. */
function isOurs(hostHeader: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(hostHeader ?? '');
}

function listen(server: ServerType, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen(port, host, () => resolve());
  });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  const choose = 'Choose another one with PORT, such as PORT=4848 npm start.';
  if (error.code === 'EADDRINUSE') {
    return new UsageError(`Port ${port} is taken: another program listens on it.`, choose);
  }
  if (error.code === 'EACCES') return new UsageError(`Port ${port} may not be used by this account.`, choose);
  return error;
}

function close(server: ServerType): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

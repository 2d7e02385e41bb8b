export { serveReport } from './serve-report.ts';

import { parentPort, workerData } from 'node:worker_threads';
import { type Part, readPart } from './read-part.ts';

const read = readPart(workerData as Part);
const buffers = read.observations.blocks.flatMap(({ sum, count, treatment, covariates }) => [
  sum.buffer,
  count.buffer,
  treatment.buffer,
  ...covariates.map(({ buffer }) => buffer),
]);
parentPort?.postMessage(read, buffers);

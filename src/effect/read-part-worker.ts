import { parentPort, workerData } from 'node:worker_threads';
import { type Part, readPart } from './read-part.ts';

const read = readPart(workerData as Part);
const { observations } = read;
const arrays = [
  observations.unit,
  observations.period,
  observations.outcome,
  observations.count,
  observations.treatment,
  observations.covariates,
];
parentPort?.postMessage(
  read,
  arrays.flatMap((array) => (array === undefined ? [] : [array.buffer as ArrayBuffer])),
);

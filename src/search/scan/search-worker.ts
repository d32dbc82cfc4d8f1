import { parentPort, workerData } from 'node:worker_threads';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Branch } from '../matching/pattern-set.js';
import type { Job } from './job.js';
import { Scanner } from './scanner.js';
import type { Answer } from './threads.js';

/** A thread that searches: takes jobs, and answers each. */
const scanner = new Scanner(workerData as readonly Branch[]);

parentPort?.on('message', ({ id, job }: { id: number; job: Job }) => {
  const answer = answerTo(id, job);
  parentPort?.postMessage(answer, 'result' in answer ? [answer.result.hits.buffer] : []);
});
parentPort?.postMessage('ready');

function answerTo(id: number, job: Job): Answer {
  try {
    return { id, result: scanner.scan(job) };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const { code, sentence, place } = error;
    return { id, error: { code, sentence, place } };
  }
}

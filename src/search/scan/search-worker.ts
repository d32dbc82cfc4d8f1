import { parentPort, workerData } from 'node:worker_threads';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Job } from './job.js';
import { Scanner } from './scanner.js';
import type { Sought } from './sought.js';
import type { Answer } from './threads.js';

/** A thread that searches: takes jobs, and answers each. */
const scanner = new Scanner(workerData as readonly Sought[]);

parentPort?.on('message', ({ id, job }: { id: number; job: Job }) => {
  const answer = answerTo(id, job);
  const moved = 'result' in answer ? answer.result.found.map(({ hits }) => hits.buffer) : [];
  parentPort?.postMessage(answer, moved);
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

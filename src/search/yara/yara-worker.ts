import { parentPort, workerData } from 'node:worker_threads';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import type { Job } from '../scan/job.js';
import { BlockScanner } from './block-scanner.js';
import { loadEngine } from './engine.js';
import type { RuleSet } from './rule-set.js';
import type { FromThread } from './scan-thread.js';

/** A thread that scans: tells what came of the rules, then takes jobs, and answers each. */
const { engine, rules } = workerData as { engine: string; rules: RuleSet };

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

async function start(): Promise<void> {
  const scanner = new BlockScanner(await loadEngine(engine), rules);
  parentPort?.on('message', ({ id, job }: { id: number; job: Job }) => {
    try {
      tell({ kind: 'result', id, result: scanner.scan(job) });
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      const { code, sentence, place, hint } = error;
      tell({ kind: 'error', id, error: { code, sentence, place, hint } });
    }
  });
  tell({ kind: 'ready', report: scanner.report });
}

void start();

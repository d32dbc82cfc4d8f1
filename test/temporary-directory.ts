import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenDone } from './support/when-done.js';

/** A directory that is gone when the test ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'checkpointctl-test-'));
  whenDone('test', () => {
    rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planCore } from '../../../src/analysis/core-dump/core-plan.js';
import { writeCore } from '../../../src/analysis/core-dump/write-core.js';
import { viewMemory } from '../../../src/model/memory/memory-view.js';
import { threadRegistersOf } from '../../../src/analysis/registers.js';
import { CheckpointError } from '../../../src/bytes/checkpoint-error.js';
import { writeNewFile } from '../../../src/write/write-new-file.js';
import { registersJson, renderRegisters } from '../../../src/render/registers.js';
import type { Checkpoint } from '../../../src/model/checkpoint.js';
import { alterImage } from '../../support/altered-checkpoint.js';
import { openCheckpoint } from '../../support/open-checkpoint.js';
import { Scratch } from '../../support/scratch.js';

const scratch = new Scratch();

/** Some bytes of an image replaced, or its end cut off. */
const alterations = fc.record({
  image: fc.constantFrom(
    ...['core-9679.img', 'core-9681.img', 'mm-9679.img', 'pagemap-9679.img', 'pstree.img'],
    ...['files.img', 'pages-1.img'],
  ),
  cut: fc.option(fc.nat(4000), { freq: 4 }),
  bytes: fc.array(fc.tuple(fc.nat(6000), fc.nat(255)), { maxLength: 6 }),
});

async function orRefusal(run: () => Promise<void> | void): Promise<void> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    expect((error as CheckpointError).message).not.toContain('\n');
  }
}

async function dump(checkpoint: Checkpoint): Promise<void> {
  const view = viewMemory(checkpoint);
  for (const process of view.processes) {
    await orRefusal(async () => {
      const plan = planCore(view, process);
      const file = join(scratch.path, 'core');
      rmSync(file, { force: true });
      await writeNewFile(file, { replace: false }, (to) => writeCore(to, plan, () => undefined));
    });
  }
}

test('a damaged checkpoint gives core files and registers, or says why not', async () => {
  const checkpoint = await openCheckpoint('compat32');
  await fc.assert(
    fc.asyncProperty(alterations, async ({ image, cut, bytes }) => {
      const altered = alterImage(checkpoint, image, (content) => {
        for (const [at, value] of bytes) if (at < content.length) content[at] = value;
        return content.subarray(0, cut ?? content.length);
      });
      await orRefusal(() => dump(altered));
      await orRefusal(() => {
        const result = threadRegistersOf(altered);
        renderRegisters(result, { all: true });
        registersJson(result, { all: true });
      });
    }),
    { numRuns: 300 },
  );
});

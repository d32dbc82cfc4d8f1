import { createRequire } from 'node:module';
import type FastCheck from 'fast-check';

/**
 * fast-check with the same cases in every run: what fails once fails always, and what a test says of the code
 * does not hang on luck. FAST_CHECK_SEED chooses others; the seed stands in what fast-check tells of a failure.
 * Tests import it as `fast-check` (.config/vitest.config.ts).
 */
export const SEED = Number(process.env['FAST_CHECK_SEED'] ?? 20_261_126);

const fc = createRequire(import.meta.url)('fast-check') as typeof FastCheck;

fc.configureGlobal({ seed: SEED });

export default fc;

import { availableParallelism } from 'node:os';
import { Fingerprints } from '../../analysis/secrets/fingerprint.js';
import { redactionJson, type OverwrittenPlace } from '../../render/redaction.js';
import { safeText } from '../../render/safe-text.js';
import { branchesOf, type TypedPattern } from '../../search/matching/pattern-set.js';
import { redactFile } from '../../write/redact/redact-file.js';
import { ARCHIVE_OPTIONS, FORCE_OPTION, limitsOf } from '../archive-options.js';
import { one } from '../argument.js';
import { defineCommand } from '../command.js';
import { list, required, text } from '../option.js';
import { outcome } from '../outcome.js';
import { withOutputFile } from '../output-file.js';
import { UsageError } from '../usage-error.js';

const OPTIONS = {
  output: required(text({ alias: 'o', value: 'FILE', describe: 'The copy; for its owner only' })),
  manifest: text({
    value: 'FILE',
    describe: 'Where to write what was overwritten (by default the name of the copy and .json)',
  }),
  pattern: list(
    { value: 'REGEX', describe: 'Overwrite this as well; may be given several times' },
    parsePattern,
  ),
  env: list(
    { value: 'NAME', describe: 'Overwrite the value of this variable; may be given several times' },
    parseName,
  ),
  salt: text({
    value: 'TEXT',
    describe: 'Key of the fingerprints, to compare runs; random without it',
  }),
  ...FORCE_OPTION,
  ...ARCHIVE_OPTIONS,
};

export const command = defineCommand({
  summary: 'Write a copy of a checkpoint in which all secrets are overwritten, to be shared',
  arguments: { archive: one('ARCHIVE') },
  options: OPTIONS,
  examples: [
    ['checkpoint.tar -o shared.tar', 'What `secrets` finds is x, all else as it was'],
    ['checkpoint.tar.gz -o shared.tar.gz --env DB_HOST --pattern "customer-[0-9]+"', 'And more'],
  ],
  notes:
    'Each secret is overwritten by as many x, in pages, images, files and logs, and where the same text stands ' +
    'elsewhere; of base64 text the whole text, of gzip and zlib data in memory all of the data. Archives in the archive ' +
    'that are compressed are compressed again into their place. The copy is searched until nothing more is found. It is ' +
    'compressed as the archive is: plain, gzip or zstd. The manifest is JSON: kind, place, and a fingerprint of each ' +
    'secret, never the secret, and SHA-256 of both files. Refused are directories, OCI images and compressed pages, ' +
    'and what cannot be read; pages of a --parent are in that archive.',
  async run({ archive, output, manifest = `${output}.json`, pattern, env, ...options }, io) {
    const prints = new Fingerprints(options.salt);
    // What is found in several ways is told by the first.
    const overwritten = new Map<string, OverwrittenPlace>();
    const question = {
      ...{ patterns: pattern ?? [], environment: env ?? [], limits: limitsOf(options) },
      ...{ threads: Math.min(availableParallelism(), 8) - 1, replace: options.force },
    };
    const inputs = [archive, output];
    await withOutputFile(manifest, io.out, { inputs, replace: options.force }, async (file) => {
      const { before, after } = await redactFile(archive, output, question, (found) => {
        const { secret, extents, sources, ...rest } = found;
        const ranges = extents.map(({ member, offset, length }) => ({ member, offset, length }));
        const key = JSON.stringify(ranges);
        if (overwritten.has(key)) return;
        overwritten.set(key, { ...rest, ranges, fingerprint: prints.of(secret) });
      });
      const places = [...overwritten.values()];
      const files = { archive, output, before, after };
      for (const part of redactionJson({ ...files, overwritten: places })) await file.write(part);
      const secrets = new Set(places.map(({ fingerprint }) => fingerprint)).size;
      const what = `secrets overwritten: ${secrets}, in places: ${places.length}`;
      await io.out.write(`${safeText(output)}: ${what}\n`);
    });
    return outcome();
  },
});

/** @throws CheckpointError `usage` for an expression that is wrong */
function parsePattern(word: string): TypedPattern {
  const pattern = { kind: 'regexp', text: word } as const;
  branchesOf([pattern], { ignoreCase: false, wholeWords: false });
  return pattern;
}

function parseName(word: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(word)) return word;
  throw new UsageError(`invalid --env: ${word} is not the name of a variable`);
}

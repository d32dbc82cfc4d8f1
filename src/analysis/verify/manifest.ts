import { basename } from 'node:path';
import { cleanName } from '../../archive/member.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { isAbsent } from '../../model/absent.js';
import type { ArchiveHashes } from '../hash/hash-archive.js';
import type { Verification } from './verify-checkpoint.js';

/** A line of a manifest: what a name had as its SHA-256. */
export interface ManifestLine {
  readonly name: string;
  readonly sha256: string;
}

/** `HASH  NAME`, with a star for binary, and a backslash before it where the name is escaped; or as BSD has it. */
const GNU = /^(\\?)([0-9a-f]{64}) [ *](.+)$/i;
const BSD = /^(\\?)SHA256 \((.+)\) = ([0-9a-f]{64})$/i;

/**
 * The lines of a manifest as sha256sum, shasum and `hash` write it. Lines with a `#` are comments.
 * @throws CheckpointError for a line that is none
 */
export function parseManifest(text: string, file: string): ManifestLine[] {
  return text.split('\n').flatMap((whole, index) => {
    const line = whole.replace(/\r$/, '');
    if (line === '' || line.startsWith('#')) return [];
    const gnu = GNU.exec(line);
    const bsd = BSD.exec(line);
    const [escape, name, sha256] = gnu ? [gnu[1], gnu[3], gnu[2]] : [bsd?.[1], bsd?.[2], bsd?.[3]];
    if (name === undefined || sha256 === undefined) {
      const why = `line ${index + 1} has no SHA-256 and name, as sha256sum writes them`;
      throw new CheckpointError('usage', why, { file });
    }
    return [{ name: escape === '\\' ? unescaped(name) : name, sha256: sha256.toLowerCase() }];
  });
}

function unescaped(name: string): string {
  const chars: Readonly<Record<string, string>> = { n: '\n', r: '\r', '\\': '\\' };
  return name.replace(/\\([nr\\])/g, (_, char: string) => chars[char] ?? '');
}

/** Whether the manifest tells of files in the archives inside. */
export function isDeep(lines: readonly ManifestLine[]): boolean {
  return lines.some(({ name }) => name.includes(':'));
}

const MEANS = 'The evidence is not what it was when the manifest was made.';

/** What the manifest says of an archive and its members, beside what they are. */
export function compareManifest(
  lines: readonly ManifestLine[],
  file: string,
  { archive, members }: ArchiveHashes,
): Verification[] {
  const failures: Verification[] = [];
  const fail = (subject: string, detail: string): void => {
    const common = { check: 'manifest', outcome: 'failed', restore: 'unknown' } as const;
    failures.push({ ...common, subject, detail, means: MEANS });
  };
  const left = new Map(members.filter((each) => !each.replaced).map((each) => [each.name, each]));
  let ofMembers = false;
  for (const { name, sha256 } of lines) {
    const member = left.get(name) ?? left.get(cleanName(name));
    if (member !== undefined) {
      ofMembers = true;
      left.delete(member.name);
      if (isAbsent(member.sha256)) fail(member.name, `cannot be read: ${member.sha256.absent}`);
      else if (member.sha256 !== sha256) fail(member.name, `its SHA-256 is ${member.sha256}`);
    } else if (archive !== undefined && basename(name) === basename(file)) {
      if (archive.sha256 !== sha256) fail(file, `its SHA-256 is ${archive.sha256}`);
    } else {
      fail(name, 'is in the manifest and not in the archive');
    }
  }
  // Who noted the archive alone said nothing of its members.
  if (ofMembers) {
    for (const { name, kind } of left.values()) {
      if (kind === 'member' || isDeep(lines))
        fail(name, 'is in the archive and not in the manifest');
    }
  }
  if (failures.length > 0) return failures;
  const detail = `all ${lines.length} lines of the manifest are right`;
  return [{ check: 'manifest', outcome: 'ok', detail }];
}

import { append } from '../../bytes/append.js';
import { holdContent } from '../../archive/content.js';
import { DEFAULT_LIMITS, type Limits, MemoryBudget } from '../../archive/limits.js';
import { cleanName, type Content, type Entry, type Member } from '../../archive/member.js';
import { meanings } from '../../archive/nested-level.js';
import { walkMembers } from '../../archive/walk-members.js';
import { walkArchiveContent } from '../../archive/unpack.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { hearSignals } from '../../bytes/hear-signals.js';
import { isDiskFailure, WriteError } from '../write-error.js';
import {
  ExtractionTarget,
  type ExtractionOptions,
  type SkippedMember,
} from './extraction-target.js';

export interface ExtractOptions extends ExtractionOptions {
  readonly limits?: Limits;
}

export interface ExtractResult {
  /** Names as they lie below the directory, in order, each once. */
  readonly written: readonly string[];
  readonly skipped: readonly SkippedMember[];
  /** Those of the names that no member was found for. */
  readonly missing: readonly string[];
  /** What the file system could not keep of modes and times. */
  readonly unkept: readonly string[];
  /**
   * Set if the archive could not be read to its end, or the disk took nothing more; what came before is
   * written all the same.
   */
  readonly error?: CheckpointError;
}

/** A name that was asked for, on its way into archives in archives. */
interface Selection {
  readonly path: string;
  /** Says that some member matched. */
  readonly match: () => void;
}

/**
 * Unpacks members below a directory, streaming, in one pass, and never outside of it or through a link.
 * A name means a member and all below it; `rootfs-diff.tar:etc` means `etc` in that member, and it is
 * written to `etc`. What cannot be written safely is left out and told, and the rest is written.
 * @param names an empty list means everything
 * @throws CheckpointError if the archive or the directory cannot be opened
 */
export async function extractMembers(
  file: string,
  names: readonly string[],
  directory: string,
  options: ExtractOptions = {},
): Promise<ExtractResult> {
  const { limits = DEFAULT_LIMITS } = options;
  const entries = walkMembers(file, limits);
  // Opens the archive: nothing is created for one that is not there.
  const first = await entries.next();
  if (first.done === true) {
    throw new CheckpointError('invalid-archive', 'there are no members', { file });
  }
  const target = new ExtractionTarget(directory, options);
  const extraction = new Extraction(target, options, limits);
  const missing = new Set(names);
  const selections = (names.length === 0 ? ['.'] : names).map((path) => ({
    path,
    match: () => missing.delete(path),
  }));
  let error: CheckpointError | undefined;
  try {
    await extraction.take(first.value, selections);
    for await (const entry of entries) await extraction.take(entry, selections);
  } catch (caught) {
    if (!(caught instanceof CheckpointError)) throw caught;
    error = isDiskFailure(caught) ? partialBecause(caught, directory, extraction) : caught;
  } finally {
    await entries.return(undefined);
  }
  append(extraction.skipped, await target.finish());
  target.close();
  return {
    written: [...extraction.written],
    skipped: extraction.skipped,
    missing: [...missing],
    unkept: target.unkept,
    ...(error !== undefined && { error }),
  };
}

function partialBecause(error: WriteError, directory: string, { written }: Extraction): WriteError {
  const count = written.size === 1 ? 'one member is' : `${written.size} members are`;
  const state = `${directory} is partial: ${count} written, and no other was tried`;
  return new WriteError(`${error.sentence}; ${state}`, true);
}

/** A member takes as long as writing so many bytes. */
const COST_OF_MEMBER = 64 * 1024;

class Extraction {
  readonly written = new Set<string>();
  readonly skipped: SkippedMember[] = [];

  constructor(
    private readonly target: ExtractionTarget,
    private readonly options: ExtractOptions,
    private readonly limits: Limits,
  ) {}

  skip(name: string, reason: string): void {
    this.skipped.push({ name, reason });
  }

  /** @param container what the entry is in, for messages: empty or `rootfs-diff.tar:` */
  async take(entry: Entry, selections: readonly Selection[], container = ''): Promise<void> {
    await hearSignals(COST_OF_MEMBER);
    const { member } = entry;
    const inside = member.type === 'file' ? selectionsInside(member, selections) : [];
    const isWanted = selections.filter(({ path }) => selects(path, member.name));
    for (const { match } of isWanted) match();
    let { content } = entry;
    if (isWanted.length > 0 && inside.length > 0) content = await this.hold(member, content);
    if (isWanted.length > 0) await this.write(member, content, container);
    if (inside.length > 0) await this.takeInside(member, content, inside, container);
  }

  private async write(member: Member, content: Content, container: string): Promise<void> {
    const reason = await this.target.write(member, content);
    if (reason !== undefined) {
      this.skip(container + member.name, reason);
    } else if (member.name !== '.') {
      this.written.add(member.name);
    }
  }

  /** Damage of the inner archive ends that one only. */
  private async takeInside(
    member: Member,
    content: Content,
    selections: readonly Selection[],
    container: string,
  ): Promise<void> {
    const name = container + member.name;
    try {
      for await (const entry of walkArchiveContent(content, this.limits)) {
        await this.take(entry, selections, `${name}:`);
      }
    } catch (error) {
      if (!(error instanceof CheckpointError) || isDiskFailure(error)) throw error;
      for (const { match } of selections) match();
      this.skip(name, error.message);
    }
  }

  /** What passes by but is wanted both as a file and for what is in it. */
  private async hold(member: Member, content: Content): Promise<Content> {
    if (content.kind === 'source') return content;
    new MemoryBudget(this.limits).take(member.size, content.place);
    return { kind: 'source', source: await holdContent(content, member.size) };
  }
}

/** A directory means what is below it as well, and the root everything. */
function selects(path: string, name: string): boolean {
  const wanted = cleanName(path);
  return wanted === '.' || name === wanted || name.startsWith(`${wanted}/`);
}

/** Those that mean something in this member, if it is an archive. */
function selectionsInside(member: Member, selections: readonly Selection[]): Selection[] {
  return selections.flatMap(({ path, match }) =>
    meanings(path).flatMap(({ name, rest }) =>
      name === member.name && rest !== undefined ? [{ path: rest.replace(/^\/+/, ''), match }] : [],
    ),
  );
}

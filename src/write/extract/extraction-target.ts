import { linkSync, lutimesSync, symlinkSync } from 'node:fs';
import { cleanName, type Content, type Member, nameOfType } from '../../archive/member.js';
import { CheckpointError } from '../../bytes/checkpoint-error.js';
import { encodeText } from '../../bytes/text.js';
import { Directory } from '../directory.js';
import { makeDirectories } from '../make-directories.js';
import { NewFile } from '../new-file.js';
import { untilFinished } from '../unfinished.js';
import { WriteError, writeError } from '../write-error.js';
import { DirectoryTree, keyOf } from './directory-tree.js';
import { FileAttributes, type AttributeOptions } from './file-attributes.js';
import { isStill } from './made-things.js';
import { MemberPlaces } from './member-places.js';
import { refused } from './refused.js';
import { safeComponents, staysBelow } from './safe-name.js';
import { ContentWriter } from './write-content.js';

/** A member that was not written, or not as a whole. */
export interface SkippedMember {
  readonly name: string;
  readonly reason: string;
}

export interface ExtractionOptions extends AttributeOptions {
  /** Replaces files and links that were there before. */
  readonly overwrite?: boolean;
  /** Told of every piece that is written. */
  readonly onBytes?: (count: number) => void;
}

/** A directory that members are written below, and never elsewhere. */
export class ExtractionTarget {
  private readonly top: Directory;
  /** What is whole of it stays when a signal ends it. */
  private readonly forget: () => void;
  private readonly tree: DirectoryTree;
  private readonly places: MemberPlaces;
  private readonly attributes: FileAttributes;
  private readonly contents: ContentWriter;
  /** Members of the directories that this run has made, in their order. */
  private readonly directories = new Map<string, { components: string[]; member: Member }>();

  /** @throws CheckpointError if the directory is none and cannot be made */
  constructor(
    directory: string,
    private readonly options: ExtractionOptions,
  ) {
    this.forget = untilFinished(() => undefined);
    try {
      makeDirectories(directory);
      this.top = Directory.open(directory);
    } catch (error) {
      this.forget();
      throw error;
    }
    this.tree = new DirectoryTree(this.top);
    this.places = new MemberPlaces(this.tree, options.overwrite === true);
    this.attributes = new FileAttributes(options);
    this.contents = new ContentWriter(options.onBytes ?? (() => undefined));
  }

  /**
   * Writes a member. Returns why it was not, or not as a whole.
   * @throws WriteError when the disk takes nothing more
   */
  async write(member: Member, content: Content): Promise<string | undefined> {
    try {
      const components = requireSafe(asWritten(member.name, member.isAbsolute), '');
      if (components.length > 0) await this.writeAt(components, member, content);
      return undefined;
    } catch (error) {
      const known = writeError('write', member.name, error);
      if (known instanceof WriteError && known.isOfDisk) throw known;
      if (known instanceof CheckpointError) return known.message;
      throw known;
    }
  }

  /**
   * Gives the directories their modes and times, the innermost first: until then they are open to nobody
   * else, and writing in them would change their times.
   * @returns those that are not where they were made any more
   */
  async finish(): Promise<SkippedMember[]> {
    const skipped: SkippedMember[] = [];
    const deepestFirst = [...this.directories.values()].sort(
      (a, b) => b.components.length - a.components.length,
    );
    for (const { components, member } of deepestFirst) {
      try {
        await this.tree.in(components, (directory) => {
          this.attributes.setOnDirectory(directory, member);
        });
      } catch (error) {
        const known = writeError('write', member.name, error);
        if (!(known instanceof CheckpointError)) throw known;
        skipped.push({ name: member.name, reason: known.message });
      }
    }
    return skipped;
  }

  /** What the file system could not keep of modes and times. */
  get unkept(): readonly string[] {
    return [...this.attributes.unkept];
  }

  close(): void {
    this.top.close();
    this.forget();
  }

  private async writeAt(components: string[], member: Member, content: Content): Promise<void> {
    switch (member.type) {
      case 'file':
        await this.writeFile(components, member, content);
        return;
      case 'directory':
        await this.tree.in(components, () => undefined);
        if (this.tree.get(components)?.kind === 'directory') {
          this.directories.set(keyOf(components), { components, member });
        }
        return;
      case 'symlink':
        await this.writeSymlink(components, member);
        return;
      case 'hardlink':
        await this.writeHardlink(components, member);
        return;
      case 'character-device':
      case 'block-device':
      case 'fifo':
      case 'socket':
      case 'unknown':
        throw refused(`is ${nameOfType(member)}`);
    }
  }

  private async writeFile(components: string[], member: Member, content: Content): Promise<void> {
    await this.places.inParent(components, async (directory, name) => {
      const replace = this.places.mayReplace(components, directory);
      const file = new NewFile(directory, name, member.name, { replace });
      let damage: CheckpointError | undefined;
      try {
        await this.contents.write(file, content, member.size);
      } catch (error) {
        if (!(error instanceof CheckpointError) || error instanceof WriteError) {
          throw file.abandonAfter(error);
        }
        // What could be read of a damaged file is all that there ever will be of it.
        damage = error;
      }
      try {
        this.attributes.setOnFile(file, member);
        file.finish();
      } catch (error) {
        throw file.abandonAfter(error);
      }
      this.places.remember(components, directory, 'file');
      if (damage !== undefined) {
        // Whoever tells of it says which member it is.
        const { code, sentence, place } = damage;
        const { offset } = place;
        throw new CheckpointError(
          code,
          `written in part: ${sentence}`,
          offset === undefined ? {} : { offset },
        );
      }
    });
  }

  private async writeSymlink(components: string[], member: Member): Promise<void> {
    const target = member.linkName ?? '';
    if (!staysBelow(components.slice(0, -1), target)) {
      throw refused(`is ${nameOfType(member)}, which may lead out of the directory`);
    }
    await this.places.inParent(components, (directory, name) => {
      this.places.makeNamed(components, directory, (path) => {
        symlinkSync(Buffer.from(encodeText(target)), path);
      });
      this.attributes.keepTime(member, (time) => {
        lutimesSync(directory.at(name), time, time);
      });
      this.places.remember(components, directory, 'symlink');
    });
  }

  private async writeHardlink(components: string[], member: Member): Promise<void> {
    const { linkName = '' } = member;
    const name = asWritten(cleanName(linkName), linkName.startsWith('/'));
    const target = requireSafe(name, `is ${nameOfType(member)}: `);
    const first = this.tree.get(target);
    // A link to a symlink would move it to where its target means something else.
    if (keyOf(target) === keyOf(components) || first?.kind !== 'file') {
      throw refused(`is ${nameOfType(member)}, which was not written before it`);
    }
    await this.places.inParent(target, async (from, fromName) => {
      if (!isStill(first, from.find(fromName)))
        throw refused(`${keyOf(target)} is another file now`);
      await this.places.inParent(components, (directory) => {
        this.places.makeNamed(components, directory, (path) => {
          linkSync(from.at(fromName), path);
        });
        this.places.remember(components, directory, 'file');
      });
    });
  }
}

/** A name with the slash that the archive has before it. */
function asWritten(name: string, isAbsolute = false): string {
  return isAbsolute ? `/${name}` : name;
}

function requireSafe(name: string, prefix: string): string[] {
  const components = safeComponents(name);
  if (Array.isArray(components)) return components;
  throw refused(prefix + components.unsafe);
}

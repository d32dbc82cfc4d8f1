import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pack } from 'tar-stream';
import { whenDone } from './when-done.js';

/** Contents by member name; a name that ends in `/` is a directory. */
export type Members = Readonly<Record<string, string | Uint8Array>>;

/** A folder of the test file's own, made when it is first asked for and gone when its tests are done. */
export class Scratch {
  private made: string | undefined;

  get path(): string {
    this.made ??= make();
    return this.made;
  }

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Writes a plain tar. */
  async tar(name: string, members: Members): Promise<string> {
    return this.file(name, await tarBytes(members));
  }

  /** Writes the members as files. */
  directory(name: string, members: Members): string {
    for (const [member, content] of Object.entries(members)) {
      if (member.endsWith('/')) mkdirSync(join(this.path, name, member), { recursive: true });
      else this.file(join(name, member), content);
    }
    return join(this.path, name);
  }
}

function make(): string {
  const path = mkdtempSync(join(tmpdir(), 'checkpointctl-test-'));
  whenDone('file', () => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

/** A plain tar, written by tar-stream. */
export async function tarBytes(members: Members): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(members)) {
    if (name.endsWith('/')) tar.entry({ name, type: 'directory' });
    else tar.entry({ name }, Buffer.from(content));
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

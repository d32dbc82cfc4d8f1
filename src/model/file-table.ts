import type { FileEntry, Messages } from '../criu/messages.generated.js';
import type { Checkpoint } from './checkpoint.js';
import { readOptional } from './images.js';

/** Where the details of one kind of file stand: in files.img, and before CRIU 3.4 in an image of its own. */
interface Kind<F extends keyof FileEntry, T extends keyof Messages> {
  readonly field: F;
  readonly image: string;
  readonly message: T;
}

const REG: Kind<'reg', 'reg_file_entry'> = {
  field: 'reg',
  image: 'reg-files.img',
  message: 'reg_file_entry',
};
const PIPE: Kind<'pipe', 'pipe_entry'> = {
  field: 'pipe',
  image: 'pipes.img',
  message: 'pipe_entry',
};
const UNIX: Kind<'usk', 'unix_sk_entry'> = {
  field: 'usk',
  image: 'unixsk.img',
  message: 'unix_sk_entry',
};

/** Open files by the id that fdinfo, fs and mm images refer to them with. */
export class FileTable {
  private files: Map<number, FileEntry> | undefined;
  private readonly split = new Map<string, Map<number, { id?: number }>>();

  constructor(private readonly checkpoint: Checkpoint) {}

  regular(id: number): Messages['reg_file_entry'] | undefined {
    return this.find(REG, id) as Messages['reg_file_entry'] | undefined;
  }

  pipe(id: number): Messages['pipe_entry'] | undefined {
    return this.find(PIPE, id) as Messages['pipe_entry'] | undefined;
  }

  unixSocket(id: number): Messages['unix_sk_entry'] | undefined {
    return this.find(UNIX, id) as Messages['unix_sk_entry'] | undefined;
  }

  /** CRIU knows memfds since it has files.img. */
  memfd(id: number): Messages['memfd_file_entry'] | undefined {
    return this.entry(id)?.memfd;
  }

  private find<F extends keyof FileEntry, T extends keyof Messages>(
    kind: Kind<F, T>,
    id: number,
  ): unknown {
    const entry = this.entry(id);
    if (entry !== undefined) return entry[kind.field];
    let table = this.split.get(kind.image);
    if (table === undefined) {
      table = byId(readOptional(this.checkpoint, kind.image, kind.message) as { id?: number }[]);
      this.split.set(kind.image, table);
    }
    return table.get(id);
  }

  private entry(id: number): FileEntry | undefined {
    this.files ??= byId(readOptional(this.checkpoint, 'files.img', 'file_entry'));
    return this.files.get(id);
  }
}

/** Of several entries with one id the first counts. */
function byId<T extends { id?: number }>(entries: readonly T[]): Map<number, T> {
  return new Map([...entries].reverse().map((entry) => [entry.id ?? 0, entry]));
}

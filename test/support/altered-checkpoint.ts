import type { Archive } from '../../src/archive/archive.js';
import { memorySource } from '../../src/bytes/byte-source.js';
import { Checkpoint } from '../../src/model/checkpoint.js';

/** The same checkpoint, where the bytes of one image are others. */
export function alterImage(
  checkpoint: Checkpoint,
  name: string,
  alter: (bytes: Buffer) => Uint8Array,
): Checkpoint {
  return alterMember(checkpoint, checkpoint.imagePrefix + name, alter);
}

/** The same of any member of its archive. */
export function alterMember(
  checkpoint: Checkpoint,
  name: string,
  alter: (bytes: Buffer) => Uint8Array,
): Checkpoint {
  const { archive } = checkpoint;
  const altered: Archive = {
    file: archive.file,
    form: archive.form,
    members: archive.members,
    annotations: archive.annotations,
    find: (member) => archive.find(member),
    source: (member) => {
      const source = archive.source(member);
      if (member.name !== name) return source;
      return memorySource(alter(Buffer.from(source.read(0, source.size))), source.place);
    },
    holds: (member) => archive.holds(member),
    close: () => {
      archive.close();
    },
  };
  return new Checkpoint(altered, checkpoint);
}

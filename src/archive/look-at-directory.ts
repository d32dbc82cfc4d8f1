import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What lies at the top of an unpacked archive, of CRIU's images, and of an image's directory in any layout. */
const AT_TOP =
  /^(?:(?:config|spec)\.dump|pod\.options|(?:inventory|pstree)\.img|(?:pre-)?checkpoint|oci-layout|index\.json|manifest\.json|repositories|version|blobs|(?:sha256:)?[0-9a-f]{64}.*)$/;

/** What lies in a directory of a container of a pod, or in the one directory that has the images. */
const BELOW = ['config.dump', 'spec.dump', 'inventory.img'];

/** Whether a look at the top two levels has a sign of a checkpoint: without one, no other level has to be seen. */
export function mayHoldCheckpoint(directory: string): boolean {
  const top = entriesOf(directory);
  return (
    top.some(({ name }) => AT_TOP.test(name)) ||
    top.some(
      (entry) =>
        entry.isDirectory() &&
        entriesOf(join(directory, entry.name)).some(({ name }) => BELOW.includes(name)),
    )
  );
}

/** Why it cannot be listed is for those to tell who list it. */
function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

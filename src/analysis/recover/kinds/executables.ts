import { isAbsent } from '../../../model/absent.js';
import type { RecoverContext, Recovered } from '../recovered.js';
import { codeFormOf } from '../programs/code-form.js';
import { imagesInMemory } from '../programs/images-in-memory.js';
import { patchedPrograms } from '../programs/patched-programs.js';
import { rebuiltImages } from '../programs/rebuilt-images.js';
import { wholePrograms } from '../programs/whole-programs.js';

/**
 * Programs and libraries: deleted ones and memfds whole, as their images have them; what lies in anonymous memory,
 * put together by its program headers, or by what is left where those were wiped; and mapped files whose code was changed.
 */
export function* programFiles(context: RecoverContext): Generator<Recovered> {
  yield* wholePrograms(context);
  const seen = new Set<string>();
  for (const process of context.view.processes) {
    if (isAbsent(process.space) || !context.wants([process.pid])) continue;
    yield* imagesInMemory(process.pid, process.space, seen);
    const form = codeFormOf(context.view.checkpoint, process);
    if (form !== undefined) yield* rebuiltImages(process, process.space, form);
    yield* patchedPrograms(context, process, process.space);
  }
}

import type { UserX86CetEntry } from '../../../criu/messages.generated.js';
import { FieldWriter } from '../../../formats/elf-core/field-writer.js';
import { NoteType, type Note } from '../../../formats/elf-core/note.js';

const LAYOUT = { wordBytes: 8, bigEndian: false } as const;

/** Bit of IA32_U_CET that switches the shadow stack on. */
const SHADOW_STACK_ON = 1n;

/** The shadow stack pointer, of a thread that has such a stack (since Linux 6.6). */
export function shadowStackNote(cet: UserX86CetEntry | undefined): Note[] {
  if (((cet?.cet ?? 0n) & SHADOW_STACK_ON) === 0n) return [];
  const bytes = new FieldWriter(LAYOUT).u64(cet?.ssp).finish();
  return [{ name: 'LINUX', type: NoteType.x86ShadowStack, bytes }];
}

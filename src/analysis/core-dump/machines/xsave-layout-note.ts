import type { CoreEntry } from '../../../criu/messages.generated.js';
import { NoteType, type Note } from '../../../formats/elf-core/note.js';
import { xsaveLayout } from './xsave-area.js';

/** Where the parts of NT_X86_XSTATE stand, if there are any beyond the legacy area. */
export function layoutNotes({ thread_info }: Partial<CoreEntry>): Note[] {
  const xsave = thread_info?.fpregs?.xsave;
  const bytes = xsave === undefined ? new Uint8Array() : xsaveLayout(xsave);
  return bytes.length === 0 ? [] : [{ name: 'LINUX', type: NoteType.x86XsaveLayout, bytes }];
}

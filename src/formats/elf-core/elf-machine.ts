import type { ByteLayout } from './field-writer.js';

/** What a core file must know of a kind of processor, after the kernel's headers. */
export interface ElfMachine {
  readonly layout: ByteLayout;
  /** e_machine and e_flags of the ELF header. */
  readonly elfMachine: number;
  readonly elfFlags: number;
  /** Bytes of `pr_uid` and `pr_gid` in NT_PRPSINFO (__kernel_uid_t). */
  readonly idBytes: 2 | 4;
}

import type { CredsEntry, InventoryEntry } from '../../criu/messages.generated.js';
import { namesOfBits, type BitNames } from '../bit-names.js';
import { capabilitiesOf, type Capabilities } from './capabilities.js';

/** What a thread may do: its creds_entry without users and groups. */
export interface ThreadRights {
  readonly capabilities: Capabilities;
  /** `SECBIT_KEEP_CAPS` and so on. */
  readonly secureBits: readonly string[];
  /** It can gain no rights through execve. */
  readonly noNewPrivileges: boolean;
  readonly label: SecurityLabel;
}

/** What a Linux security module calls the thread. */
export interface SecurityLabel {
  /** inventory_entry.lsmtype. `unknown`: there is a label, and no word of whose it is. */
  readonly module: 'none' | 'SELinux' | 'AppArmor' | 'unknown';
  /** SELinux context or AppArmor profile: creds_entry.lsm_profile. */
  readonly label?: string;
  /** SELinux context for the sockets that it creates: creds_entry.lsm_sockcreate. */
  readonly socketLabel?: string;
}

// include/uapi/linux/securebits.h
const SECURE_BITS: BitNames = [
  [0x01n, 'SECBIT_NOROOT'],
  [0x02n, 'SECBIT_NOROOT_LOCKED'],
  [0x04n, 'SECBIT_NO_SETUID_FIXUP'],
  [0x08n, 'SECBIT_NO_SETUID_FIXUP_LOCKED'],
  [0x10n, 'SECBIT_KEEP_CAPS'],
  [0x20n, 'SECBIT_KEEP_CAPS_LOCKED'],
  [0x40n, 'SECBIT_NO_CAP_AMBIENT_RAISE'],
  [0x80n, 'SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED'],
];

const MODULES = ['none', 'SELinux', 'AppArmor'] as const;

export function threadRightsOf(
  creds: Partial<CredsEntry>,
  inventory: Partial<InventoryEntry>,
): ThreadRights {
  return {
    capabilities: capabilitiesOf(creds),
    secureBits: namesOfBits(BigInt(creds.secbits ?? 0), SECURE_BITS),
    noNewPrivileges: (creds.no_new_privs ?? 0) !== 0,
    label: labelOf(creds, inventory),
  };
}

function labelOf(
  { lsm_profile, lsm_sockcreate }: Partial<CredsEntry>,
  { lsmtype }: Partial<InventoryEntry>,
): SecurityLabel {
  const unnamed = lsm_profile === undefined ? 'none' : 'unknown';
  return {
    module: lsmtype === undefined ? unnamed : (MODULES[lsmtype] ?? 'unknown'),
    ...(lsm_profile !== undefined && { label: lsm_profile }),
    ...(lsm_sockcreate !== undefined && { socketLabel: lsm_sockcreate }),
  };
}

/** Whether the label confines: AppArmor calls what it does not confine `unconfined`. */
export function isConfinedLabel({ module, label }: SecurityLabel): boolean {
  if (module === 'none' || label === undefined || label === '') return false;
  // An SELinux context is user:role:type:level; spc_t is the type of privileged containers.
  const name = module === 'SELinux' ? (label.split(':')[2] ?? '') : label;
  return !['unconfined', 'unconfined_t', 'spc_t'].includes(name);
}

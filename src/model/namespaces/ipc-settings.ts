import type { Checkpoint } from '../checkpoint.js';
import type { Setting } from '../setting.js';

/** Fields of ipc_var_entry and the settings that they are (ipc-sysctl.c, mq_sysctl.c). */
const NAMES = [
  ['msg_ctlmax', 'kernel.msgmax'],
  ['msg_ctlmnb', 'kernel.msgmnb'],
  ['msg_ctlmni', 'kernel.msgmni'],
  ['auto_msgmni', 'kernel.auto_msgmni'],
  ['shm_ctlmax', 'kernel.shmmax'],
  ['shm_ctlall', 'kernel.shmall'],
  ['shm_ctlmni', 'kernel.shmmni'],
  ['shm_rmid_forced', 'kernel.shm_rmid_forced'],
  ['mq_queues_max', 'fs.mqueue.queues_max'],
  ['mq_msg_max', 'fs.mqueue.msg_max'],
  ['mq_msgsize_max', 'fs.mqueue.msgsize_max'],
  ['mq_msg_default', 'fs.mqueue.msg_default'],
  ['mq_msgsize_default', 'fs.mqueue.msgsize_default'],
  ['msg_next_id', 'kernel.msg_next_id'],
  ['sem_next_id', 'kernel.sem_next_id'],
  ['shm_next_id', 'kernel.shm_next_id'],
] as const;

/** Limits of an IPC namespace: ipcns-var-N.img. Empty where it was not dumped. */
export function readIpcSettings(checkpoint: Checkpoint, id: number): Setting[] {
  const entry = checkpoint.images.find(`ipcns-var-${id}.img`, 'ipc_var_entry');
  if (entry === undefined) return [];
  const settings: Setting[] = [];
  if (entry.sem_ctls !== undefined) {
    settings.push({ name: 'kernel.sem', value: entry.sem_ctls.join(' ') });
  }
  for (const [field, name] of NAMES) {
    const value = entry[field];
    if (value !== undefined) settings.push({ name, value });
  }
  return settings;
}

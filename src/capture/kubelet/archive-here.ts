import { statSync } from 'node:fs';

/** Whether an archive that a kubelet wrote lies on this machine. */
export type Whereabouts = 'here' | 'elsewhere' | 'closed';

/**
 * Its name has the pod and the second in it, so a file of that name is the one. A directory that may not be
 * looked into, as the kubelet's, says nothing.
 */
export function whereIs(path: string): Whereabouts {
  try {
    return path.startsWith('/') && statSync(path).isFile() ? 'here' : 'elsewhere';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'closed' : 'elsewhere';
  }
}

import type { SpecMount } from '../../model/spec.js';

/** Whether something of the host is mounted, rather than a file system of the container's own. */
export function isBindMount({ type, options, source = '' }: SpecMount): boolean {
  const isBind = type === 'bind' || options.includes('bind') || options.includes('rbind');
  return isBind && source.startsWith('/');
}

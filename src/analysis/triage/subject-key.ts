import { isAbsent, type Fact } from '../../model/absent.js';
import type { Finding } from './finding.js';

/** What stays the same from one dump to the next: addresses do not. */
export function subjectKey({ subject }: Finding): string {
  switch (subject.kind) {
    case 'region':
      return `${nameOf(subject)} ${subject.region.permissions} ${subject.region.name}`;
    case 'descriptor':
      return `${nameOf(subject)} descriptor ${subject.target.replace(/:\d+ -> .*/, '')}`;
    case 'process':
    case 'thread':
      return nameOf(subject);
    case 'file':
      return subject.path;
    case 'container':
      return '';
  }
}

function nameOf({ comm }: { readonly comm: Fact<string> }): string {
  return isAbsent(comm) ? '?' : comm;
}

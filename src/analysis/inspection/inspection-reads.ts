import type { Reads } from '../../model/reads.js';
import { reads as cgroupReads } from '../cgroups.js';
import { reads as fileReads } from '../files.js';
import { reads as mapReads } from '../memory/process-maps.js';
import { reads as metadataReads } from '../metadata.js';
import { reads as mountReads } from '../mounts.js';
import { reads as namespaceReads } from '../namespaces.js';
import { reads as overviewReads } from '../overview.js';
import { reads as processReads } from '../processes.js';
import { reads as securityReads } from '../security.js';
import { reads as socketReads } from '../sockets.js';
import type { InspectionOptions } from './options.js';

/** What the questions that are asked read. */
export function inspectionReads(options: InspectionOptions): Reads {
  return [
    ...overviewReads,
    ...(options.metadata === true ? metadataReads : []),
    ...(options.mounts === true ? mountReads : []),
    ...(options.namespaces === true ? [...namespaceReads, ...cgroupReads] : []),
    ...(options.processes === true ? processReads : []),
    ...(options.files === true ? fileReads : []),
    ...(options.sockets === true ? socketReads : []),
    ...(options.security === undefined ? [] : securityReads),
    ...(options.maps === true ? mapReads : []),
  ];
}

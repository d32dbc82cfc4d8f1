import { describeDescriptor } from '../../model/describe/describe-descriptor.js';
import type { ProcessFiles } from '../../analysis/inspection/process-details.js';
import { isAbsent, mapFact } from '../../model/absent.js';
import { few, withFewHolders } from './few.js';
import { joinFields, jsonData, jsonFields } from '../dialect.js';

type Descriptor = Exclude<ProcessFiles['descriptors'], { absent: string }>[number];
type OpenFile = Descriptor['file'];

/** What a process has open: `type`, `fd` and `path` as checkpointctl has them, and all that is known. */
export function filesJson({ pid, descriptors, cwd, root, exe, tablePids }: ProcessFiles): object {
  const places = Object.entries({ cwd, root })
    .filter(([, file]) => !isAbsent(file))
    .map(([name, file]) => ({ type: '', fd: name, path: isAbsent(file) ? '' : pathOf(file) }));
  const open = isAbsent(descriptors) ? [] : descriptors.map(descriptorJson);
  return joinFields(
    {
      pid,
      open_files: isAbsent(descriptors) && places.length === 0 ? null : [...open, ...places],
      ...(tablePids.length > 1 && few('table_pids', tablePids)),
      ...(isAbsent(descriptors) && { absent: { open_files: descriptors.absent } }),
    },
    jsonFields({
      cwd: mapFact(cwd, pathOf),
      root: mapFact(root, pathOf),
      exe: mapFact(exe, pathOf),
    }),
  );
}

function descriptorJson(descriptor: Descriptor): object {
  const { file, fd, ...rest } = descriptor;
  return {
    type: typeOf(file),
    fd: `${typeOf(file)} ${fd}`,
    path: pathOf(file),
    fd_number: fd,
    text: describeDescriptor(descriptor),
    ...joinFields(jsonFields(rest), fileJson(file)),
  };
}

/** Of a file that the images do not tell, its kind and id are known all the same. */
function fileJson(file: OpenFile): object {
  if (file.type !== 'UNKNOWN') return { file: jsonData(withFewHolders(file)) };
  return { file_id: file.id, file: null, absent: { file: file.absent } };
}

export function typeOf(file: OpenFile): string {
  if (file.type !== 'UNKNOWN') return file.type;
  return isAbsent(file.kind) ? file.type : file.kind;
}

/** In the words of CRIU's explorers, which scripts know: a path, `pipe[ID]`, `unix[...]`, `TYPE.id`. */
export function pathOf(file: OpenFile): string {
  switch (file.type) {
    case 'REG':
      return isAbsent(file.path) ? 'unknown path' : file.path;
    case 'PIPE':
      return `pipe[${file.pipeId}]`;
    case 'UNIXSK':
      return `unix[${told(file.inode)} (${file.peer?.inode ?? 0}) ${file.name ?? ''}]`;
    case 'UNKNOWN':
      return unknownPath(typeOf(file), file.id);
    default:
      return `${file.type}.${file.id}`;
  }
}

function unknownPath(kind: string, id: number): string {
  switch (kind) {
    case 'REG':
      return 'unknown path';
    case 'PIPE':
      return 'pipe[?]';
    case 'UNIXSK':
      return 'unix[?]';
    default:
      return `${kind}.${id}`;
  }
}

function told(inode: number | { absent: string }): string {
  return isAbsent(inode) ? '?' : String(inode);
}

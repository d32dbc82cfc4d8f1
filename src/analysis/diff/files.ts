import { counted } from '../../bytes/counted.js';
import type { Change, SectionChanges } from './change.js';
import { listTree, ROOT, type FileTree, type TreeFile } from './file-tree.js';
import { patchOf } from './text-patch.js';
import type { Side } from './side.js';

/** What differs between the files of the container that both sides have saved: root, tmpfs, /dev/shm, volumes. */
export async function fileChanges(
  before: Side,
  after: Side,
  withContent: boolean,
): Promise<SectionChanges> {
  const [were, are] = [await listTree(before), await listTree(after)];
  const shared = [...are.files].filter(([path, file]) => isSameSize(were.files.get(path), file));
  const paths = new Set(shared.map(([path]) => path));
  const [was, is] = [await were.digests(paths), await are.digests(paths)];
  const changes: Change[] = [];
  for (const path of new Set([...were.files.keys(), ...are.files.keys()])) {
    const place = (were.files.get(path) ?? are.files.get(path))?.place;
    if (place !== undefined && !isComparable(place, were, are)) continue;
    const told = changeOf(
      described(were.files.get(path), was.get(path)),
      described(are.files.get(path), is.get(path)),
    );
    if (told !== undefined) changes.push({ section: 'files', what: path, ...told });
  }
  changes.sort((a, b) => (a.what < b.what ? -1 : a.what > b.what ? 1 : 0));
  const unknown = [...onlyOne(were, are, before), ...onlyOne(are, were, after)];
  if (!withContent) return { changes, unknown };
  return { changes: await withPatches(changes, were, are), unknown };
}

/** A tmpfs or volume that one side alone has saved tells nothing. Engines save no root in which nothing changed. */
function isComparable(place: string, were: FileTree, are: FileTree): boolean {
  return place === ROOT || (were.places.has(place) && are.places.has(place));
}

function onlyOne(here: FileTree, there: FileTree, { checkpoint }: Side): string[] {
  return [...here.places]
    .filter((place) => !there.places.has(place))
    .map((place) => `${place}: its files are saved in ${checkpoint.archive.file} alone`);
}

function isSameSize(was: TreeFile | undefined, is: TreeFile): boolean {
  return was?.type === 'file' && is.type === 'file' && was.size === is.size && is.size > 0;
}

/** What is told of a file, in the order in which it is told. */
type Described = ReadonlyMap<string, string>;

function described(file: TreeFile | undefined, digest: string | undefined): Described | undefined {
  if (file === undefined) return undefined;
  const { type, mode, uid, gid, size, mtime, linkTarget, device } = file;
  const isDeleted = type === 'deleted' || type === 'opaque';
  return new Map(
    Object.entries({
      type: isDeleted ? 'deleted' : type,
      mode: mode?.toString(8).padStart(4, '0'),
      owner: uid === undefined && gid === undefined ? undefined : `${uid ?? '?'}:${gid ?? '?'}`,
      size: type === 'file' ? counted(size, 'byte') : undefined,
      // That of a directory tells of the files in it, which are told themselves.
      changed: type === 'directory' ? undefined : mtime,
      'link to': linkTarget,
      device,
      'SHA-256': digest,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Deleted files are those of the image; one that is in neither list is as the image has it. */
function changeOf(
  was: Described | undefined,
  is: Described | undefined,
): Pick<Change, 'kind' | 'before' | 'after'> | undefined {
  const [wasDeleted, isDeleted] = [was, is].map((each) => each?.get('type') === 'deleted');
  if (was === undefined && is === undefined) return undefined;
  if (isDeleted === true) {
    if (wasDeleted === true) return undefined;
    return { kind: '-', before: was === undefined ? 'a file of the image' : textOf(was) };
  }
  if (is === undefined) {
    if (wasDeleted === true) return { kind: '+', after: 'a file of the image' };
    return { kind: '-', before: was === undefined ? '' : textOf(was) };
  }
  if (was === undefined || wasDeleted === true) return { kind: '+', after: textOf(is) };
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => was.get(name) !== is.get(name),
  );
  if (names.length === 0) return undefined;
  return { kind: '~', before: textOf(was, names), after: textOf(is, names) };
}

function textOf(
  file: Described,
  names: readonly string[] = ['type', 'mode', 'owner', 'size', 'link to'],
): string {
  return names
    .filter((name) => file.has(name))
    .map((name) => (BARE.has(name) ? (file.get(name) ?? '') : `${name} ${file.get(name) ?? ''}`))
    .join(', ');
}

const BARE = new Set(['type', 'size']);

async function withPatches(
  changes: readonly Change[],
  were: FileTree,
  are: FileTree,
): Promise<Change[]> {
  const paths = new Set(changes.map(({ what }) => what));
  const [was, is] = [await were.texts(paths), await are.texts(paths)];
  const patched: Change[] = [];
  for (const change of changes) {
    const { what } = change;
    const isTooLarge = isLeftOut(were, was, what) || isLeftOut(are, is, what);
    const patch = isTooLarge
      ? 'too large to be compared line by line\n'
      : await patchOf(what, was.get(what), is.get(what));
    patched.push(patch === undefined ? change : { ...change, patch });
  }
  return patched;
}

/** A file whose text was not read must not look like one that is not there. */
function isLeftOut(tree: FileTree, texts: ReadonlyMap<string, Uint8Array>, path: string): boolean {
  return tree.files.get(path)?.type === 'file' && !texts.has(path);
}

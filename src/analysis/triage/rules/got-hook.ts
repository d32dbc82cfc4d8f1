import type { SlotRelocation } from '../../../formats/elf/relocations.js';
import type { ElfSymbol } from '../../../formats/elf/symbols.js';
import type { Seen } from '../finding.js';
import { linkedSlots } from '../linked-slots.js';
import { loadedObjects, objectAt, type LoadedObject } from '../loaded-objects.js';
import { bytesAt, hex, readMemory } from '../region-pages.js';
import { aboutProcess, readAt } from '../look-further.js';
import type { Rule } from '../rule.js';
import type { Suspect } from '../suspect.js';

export const gotHook: Rule = {
  id: 'got-hook',
  title: 'a call of a library that was led elsewhere',
  techniques: ['T1574'],
  severities: ['high', 'medium', 'low'],
  looksFor:
    'Slots of the global offset tables of programs and libraries that lead into anonymous memory, heap, stack or ' +
    'a memfd, or to nothing that can be executed. With --sysroot also those that lead to another object than one ' +
    'that defines the symbol.',
  innocent:
    'Compilers that link their code to libraries; a library that stands in for another (LD_PRELOAD).',
  confirm: 'Disassemble what the slot leads to.',
  *look(scene, sight) {
    for (const suspect of scene.chosen) {
      if (sight.of(suspect.areas, `PID ${suspect.pid}`) === undefined) continue;
      const objects = loadedObjects(scene.view, suspect);
      for (const object of objects) yield* hooksOf(suspect, object, objects);
    }
  },
};

function* hooksOf(
  suspect: Suspect,
  object: LoadedObject,
  objects: readonly LoadedObject[],
): Generator<Seen> {
  const { file } = object;
  if (file === undefined) {
    for (const { slot, value } of linkedSlots(suspect, object)) {
      const place = strangePlace(suspect, value);
      if (place !== undefined) yield hookSeen(suspect, object, { slot, value, place });
    }
    return;
  }
  const { elf, bias } = file;
  const word = elf.object.header.wide ? 8 : 4;
  for (const relocation of elf.slots()) {
    const slot = bias + relocation.offset;
    const value = readWord(suspect, slot, word, elf.object.header.bigEndian);
    if (value === undefined || value === 0n) continue;
    const symbol = elf.symbol(relocation.symbol);
    if (symbol === undefined || symbol.name === '') continue;
    if (!isFunction(relocation, symbol, objects)) continue;
    const place =
      strangePlace(suspect, value) ?? wrongObject(value, symbol, object, objects, relocation);
    if (place !== undefined)
      yield hookSeen(suspect, object, { slot, value, place, symbol: symbol.name });
  }
}

/** Slots of data lead to data. */
function isFunction(
  { kind }: SlotRelocation,
  { name, type }: ElfSymbol,
  objects: readonly LoadedObject[],
): boolean {
  if (kind === 'jump slot') return true;
  if (type === 'object') return false;
  const defined = objects.flatMap(({ file }) => file?.elf.functionNamed(name) ?? []);
  return defined.length > 0;
}

/** What an address leads to if that is no code of a file; undefined for code of one, and of the kernel. */
function strangePlace(suspect: Suspect, address: bigint): string | undefined {
  const area = suspect.areaAt(address);
  const { region } = area ?? {};
  if (area === undefined || region === undefined) return 'no region';
  const { kind } = region.backing;
  const name = area.name === '' ? 'anonymous memory' : area.name;
  if (!region.executable) return `${name}, which cannot be executed (${area.permissions})`;
  return kind === 'file' || kind === 'kernel' ? undefined : `${name} (${area.permissions})`;
}

/** Where the slot leads, if none of the objects that define the symbol is there. */
function wrongObject(
  value: bigint,
  { name }: ElfSymbol,
  own: LoadedObject,
  objects: readonly LoadedObject[],
  { offset }: SlotRelocation,
): string | undefined {
  const target = objectAt(objects, value);
  if (target?.file === undefined) return undefined;
  // Not bound yet: the slot leads to the stub that the file has in it.
  if (target === own && isUnbound(own, offset, value)) return undefined;
  // A program that is not moved gives functions the addresses of its stubs.
  if (target.file.elf.stubOf(name) === value - target.file.bias) return undefined;
  const definers = objects.filter(({ file }) => file?.elf.defines(name) === true);
  if (definers.length === 0 || definers.includes(target)) return undefined;
  const [first] = definers;
  return `${target.path}, while ${first?.path ?? '?'} defines it`;
}

function isUnbound({ file }: LoadedObject, offset: bigint, value: bigint): boolean {
  if (file === undefined) return false;
  const { wide, bigEndian } = file.elf.object.header;
  const bytes = file.elf.atAddress(offset, wide ? 8 : 4);
  return bytes !== undefined && wordOf(bytes, bigEndian) + file.bias === value;
}

function readWord(
  suspect: Suspect,
  address: bigint,
  length: number,
  bigEndian: boolean,
): bigint | undefined {
  const bytes = readMemory(suspect.memory, address, length);
  return bytes && wordOf(bytes, bigEndian);
}

function wordOf(bytes: Uint8Array, bigEndian: boolean): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return bytes.length === 8
    ? view.getBigUint64(0, !bigEndian)
    : BigInt(view.getUint32(0, !bigEndian));
}

function hookSeen(
  suspect: Suspect,
  object: LoadedObject,
  hook: { slot: bigint; value: bigint; place: string; symbol?: string },
): Seen {
  const compiler = suspect.justInTime;
  const isHere = readMemory(suspect.memory, hook.value, 64) !== undefined;
  const isCode = !hook.place.includes('cannot be executed') && hook.place !== 'no region';
  // Without the file nothing tells slots of functions from what stands behind them.
  const isUnsure = object.file === undefined && !isCode;
  const caveat =
    compiler !== undefined
      ? `the process compiles as it runs (${compiler})`
      : isUnsure
        ? 'descriptors of thread-local storage stand behind the slots; --sysroot tells them apart'
        : undefined;
  return {
    severity: compiler !== undefined && isCode ? 'low' : isUnsure ? 'medium' : 'high',
    subject: suspect.subject,
    because:
      `the slot of ${hook.symbol ?? 'a function'} in ${object.path} at ${hex(hook.slot)} leads to ` +
      `${hex(hook.value)} in ${hook.place}`,
    ...(caveat !== undefined && { caveat }),
    evidence: [
      {
        pid: suspect.pid,
        address: hook.slot,
        ...(hook.symbol !== undefined && { symbol: hook.symbol }),
      },
      ...(isHere ? [bytesAt(suspect, hook.value)] : []),
    ],
    next: isHere ? readAt(suspect.pid, hook.value, 64) : aboutProcess('maps', suspect.pid),
  };
}

/** Where the code at an address jumps to at once, of the ways in which hooks are made; undefined for others. */
export function jumpTarget(
  bytes: Uint8Array,
  address: bigint,
  machine: string,
): bigint | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (machine) {
    case 'x86-64':
      return x86Target(view, address);
    case 'aarch64':
      return armTarget(view);
    default:
      return undefined;
  }
}

function x86Target(view: DataView, address: bigint): bigint | undefined {
  const length = view.byteLength;
  const byte = (at: number) => (at < length ? view.getUint8(at) : -1);
  // jmp rel32
  if (byte(0) === 0xe9 && length >= 5) return address + 5n + BigInt(view.getInt32(1, true));
  // jmp [rip+0], and the address behind it
  if (byte(0) === 0xff && byte(1) === 0x25 && length >= 14 && view.getInt32(2, true) === 0) {
    return view.getBigUint64(6, true);
  }
  // mov r64, imm64; jmp r64
  const isMove = (byte(0) === 0x48 || byte(0) === 0x49) && (byte(1) & 0xf8) === 0xb8;
  if (!isMove || length < 12) return undefined;
  const jump = byte(0) === 0x49 ? 11 : 10;
  if (byte(0) === 0x49 && byte(10) !== 0x41) return undefined;
  const isJump = byte(jump) === 0xff && (byte(jump + 1) & 0xf8) === 0xe0;
  return isJump ? view.getBigUint64(2, true) : undefined;
}

/** ldr x16|x17, .+8; br x16|x17; and the address behind them. */
function armTarget(view: DataView): bigint | undefined {
  if (view.byteLength < 16) return undefined;
  const [load, branch] = [view.getUint32(0, true), view.getUint32(4, true)];
  const isHook =
    (load & 0xffffffe0) >>> 0 === 0x58000040 &&
    (branch & 0xfffffc1f) >>> 0 === 0xd61f0000 &&
    (load & 31) === ((branch >>> 5) & 31);
  return isHook ? view.getBigUint64(8, true) : undefined;
}

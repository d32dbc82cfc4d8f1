import { formatAddressBytes } from '../../criu/ip-text.js';
import { decodeText } from '../../bytes/text.js';
import { align } from './dump.js';
import type { NativeBytes } from './native-bytes.js';

/** Bytes of struct rtattr. */
const HEADER = 4;

/** Without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
const TYPE_MASK = 0x3fff;

/** The attributes of a message by their type. */
export class Attributes {
  private readonly byType = new Map<number, NativeBytes>();

  /**
   * @param start where the attributes begin: behind the message's own structure
   * @throws CheckpointError `invalid-image` for a length that lies
   */
  constructor(body: NativeBytes, start: number) {
    // As the kernel and ip(8) do: fewer bytes than a header are padding; the first of a type counts.
    for (let at = start; body.length - at >= HEADER;) {
      const length = body.u16(at);
      if (length < HEADER || length > body.length - at) {
        body.fail(`an attribute says ${length} bytes where ${body.length - at} are left`, at);
      }
      const type = body.u16(at + 2) & TYPE_MASK;
      if (!this.byType.has(type)) this.byType.set(type, body.part(at + HEADER, length - HEADER));
      at += align(length);
    }
  }

  find(type: number): NativeBytes | undefined {
    return this.byType.get(type);
  }

  u8(type: number): number | undefined {
    return this.find(type)?.u8(0);
  }

  u32(type: number): number | undefined {
    return this.find(type)?.u32(0);
  }

  /** A text that ends with NUL, such as a device's name. */
  text(type: number): string | undefined {
    const bytes = this.find(type)?.bytes();
    if (bytes === undefined) return undefined;
    const end = bytes.indexOf(0);
    return decodeText(end < 0 ? bytes : bytes.subarray(0, end));
  }

  /** An IPv4 or IPv6 address; bytes that are neither as hex. */
  address(type: number): string | undefined {
    const bytes = this.find(type)?.bytes();
    return bytes && addressText(bytes);
  }
}

/** An IPv4 or IPv6 address, or hex with colons for any other number of bytes. */
export function addressText(bytes: Uint8Array): string {
  return formatAddressBytes(bytes) ?? hexText(bytes);
}

/** `02:00:5e:10:00:01`. */
export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

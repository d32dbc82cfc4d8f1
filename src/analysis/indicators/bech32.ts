const DIGITS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** What the checksum comes to, in BIP 173 and in BIP 350. */
const CHECKSUMS = [1, 0x2bc830a3];

/** Whether the checksum of an address agrees. */
export function isBech32(text: string, prefix: string): boolean {
  const digits = Array.from(text.slice(prefix.length + 1)).map((digit) => DIGITS.indexOf(digit));
  const codes = Array.from(prefix).map((character) => character.charCodeAt(0));
  const values = [
    ...codes.map((code) => code >> 5),
    0,
    ...codes.map((code) => code & 31),
    ...digits,
  ];
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    GENERATOR.forEach((each, bit) => {
      if ((top >> bit) & 1) sum ^= each;
    });
  }
  return CHECKSUMS.includes(sum);
}

/** Parts of a binary floating point number. */
interface Format {
  readonly exponentBits: number;
  /** Bits of the significand that are stored. */
  readonly fractionBits: number;
  /** x87 stores the bit before the point, the others do not. */
  readonly explicitOne: boolean;
  /** Significant decimal digits, as many as gdb prints. */
  readonly digits: number;
}

const FORMATS = new Map<number, Format>([
  [32, { exponentBits: 8, fractionBits: 23, explicitOne: false, digits: 9 }],
  [64, { exponentBits: 11, fractionBits: 52, explicitOne: false, digits: 17 }],
  [80, { exponentBits: 15, fractionBits: 64, explicitOne: true, digits: 21 }],
]);

/**
 * A floating point number of 32, 64 or 80 bits in decimal, exactly rounded, in the form of printf's
 * `%g` with as many digits as gdb shows.
 */
export function floatText(value: bigint, bits: number): string {
  const format = FORMATS.get(bits);
  if (format === undefined) return `0x${value.toString(16)}`;
  const { exponentBits, fractionBits, explicitOne, digits } = format;
  const sign = (value >> BigInt(bits - 1)) & 1n ? '-' : '';
  const fraction = value & ((1n << BigInt(fractionBits)) - 1n);
  const maximum = (1 << exponentBits) - 1;
  const exponent = Number((value >> BigInt(fractionBits)) & BigInt(maximum));
  const afterPoint = explicitOne ? fractionBits - 1 : fractionBits;
  const payload = fraction & ((1n << BigInt(afterPoint)) - 1n);
  if (exponent === maximum) {
    return payload === 0n ? `${sign}inf` : `${sign}nan(0x${fraction.toString(16)})`;
  }
  const hidden = explicitOne || exponent === 0 ? 0n : 1n << BigInt(fractionBits);
  const significand = fraction | hidden;
  if (significand === 0n) return `${sign}0`;
  const power = Math.max(exponent, 1) - (maximum >> 1) - afterPoint;
  return sign + decimal(significand, power, digits);
}

/** `significand * 2 ** power` with so many significant digits. */
function decimal(significand: bigint, power: number, digits: number): string {
  const [top, bottom] =
    power >= 0 ? [significand << BigInt(power), 1n] : [significand, 1n << BigInt(-power)];
  // Scaled so that the quotient has the digits that are wanted, or one more.
  const estimate = Math.floor(
    (significand.toString(2).length - 1 + power) * Math.LOG10E * Math.LN2,
  );
  let tenth = estimate;
  let rounded = scaled(top, bottom, digits - 1 - tenth);
  if (rounded >= 10n ** BigInt(digits)) rounded = scaled(top, bottom, digits - 1 - ++tenth);
  else if (rounded < 10n ** BigInt(digits - 1)) rounded = scaled(top, bottom, digits - 1 - --tenth);
  return general(rounded.toString(), tenth + rounded.toString().length - digits, digits);
}

/** `top / bottom * 10 ** tens`, rounded half to even. */
function scaled(top: bigint, bottom: bigint, tens: number): bigint {
  const factor = 10n ** BigInt(Math.abs(tens));
  const [a, b] = tens >= 0 ? [top * factor, bottom] : [top, bottom * factor];
  const whole = a / b;
  const twice = 2n * (a % b);
  return twice > b || (twice === b && whole % 2n === 1n) ? whole + 1n : whole;
}

/** As `%g`: with an exponent where it is below -4 or not below the digits; no zeros at the end. */
function general(all: string, exponent: number, digits: number): string {
  const text = all.slice(0, digits).replace(/0+$/, '');
  if (exponent < -4 || exponent >= digits) {
    const rest = text.length > 1 ? `.${text.slice(1)}` : '';
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${text.charAt(0)}${rest}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${text}`;
  const whole = text.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const behind = text.slice(exponent + 1);
  return behind === '' ? whole : `${whole}.${behind}`;
}

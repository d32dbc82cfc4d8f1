/** A character in lower and upper case, as far as that is one character again. */
export function caseVariants(codePoint: number): number[] {
  if (codePoint < 0x80)
    return isLetter(codePoint) ? [codePoint, codePoint ^ CASE_BIT] : [codePoint];
  const text = String.fromCodePoint(codePoint);
  const variants = [text, text.toLowerCase(), text.toUpperCase()]
    .map((each) => Array.from(each))
    .filter((characters) => characters.length === 1)
    .map(([character = '']) => character.codePointAt(0) ?? codePoint)
    // Signs such as K (Kelvin) have lower case letters of ASCII, but ASCII text does not mean them.
    .filter((each) => each >= 0x80);
  return [...new Set(variants)];
}

/** What tells lower from upper case in ASCII. */
const CASE_BIT = 0x20;

function isLetter(ascii: number): boolean {
  const lower = ascii | CASE_BIT;
  return lower >= 0x61 && lower <= 0x7a;
}

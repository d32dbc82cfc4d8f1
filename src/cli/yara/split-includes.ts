/** Comments and texts, which may look like what they are not; or a line that includes a file. */
const PARTS =
  /\/\*[^]*?\*\/|\/\/[^\n]*|^[ \t]*include[ \t]+"((?:\\.|[^"\\\n])*)"|"(?:\\.|[^"\\\n])*"/gm;

/**
 * The engine knows no files. What a file of rules includes is read for it, and blanks stand for the directive, so that
 * lines keep their numbers.
 */
export function splitIncludes(source: string): {
  readonly text: string;
  readonly included: readonly string[];
} {
  const included: string[] = [];
  const text = source.replace(PARTS, (part, path: string | undefined) => {
    if (path === undefined) return part;
    included.push(path.replaceAll(/\\(.)/g, '$1'));
    return ' '.repeat(part.length);
  });
  return { text, included };
}

/**
 * Plain data as JSON text, indented by two. BigInt becomes an integer. Whatever a terminal could take
 * as a command is escaped, which changes no value.
 */
export function renderJson(value: unknown): string {
  return `${asciiControls(write(value, '\n'))}\n`;
}

/** The same on one line, for a stream of objects. */
export function renderJsonLine(value: unknown): string {
  return `${asciiControls(writeCompact(value))}\n`;
}

function writeCompact(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeCompact).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${JSON.stringify(key)}:${writeCompact(item)}`);
  return `{${fields.join(',')}}`;
}

function write(value: unknown, newLine: string): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${newLine}  `;
  const [items, open, close] = Array.isArray(value)
    ? [value.map((item) => write(item, inner)), '[', ']']
    : [
        Object.entries(value)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => `${JSON.stringify(key)}: ${write(item, inner)}`),
        '{',
        '}',
      ];
  return items.length === 0
    ? open + close
    : `${open}${inner}${items.join(`,${inner}`)}${newLine}${close}`;
}

/** JSON.stringify leaves DEL, C1 and the marks of text direction as they are. */
function asciiControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

import type { Member } from '../archive/member.js';
import type { Archive } from '../archive/archive.js';
import { CheckpointError, formatPlace, type Place } from '../bytes/checkpoint-error.js';
import { decodeText } from '../bytes/text.js';
import { parseExactJson } from '../criu/parse-json.js';
import { findJsonFault } from './json-fault.js';

/** Largest metadata file that is read as JSON. */
const MAX_JSON = 64 * 1024 * 1024;

/**
 * A member as JSON.
 * @throws CheckpointError `invalid-json`, in the words that scripts know from checkpointctl
 */
export function readJson(archive: Archive, member: Member): unknown {
  const place = { file: archive.file, member: member.name };
  return parsed(readText(archive, member), place);
}

/** The same with all digits of its integers: bigint where a number would not be exact. */
export function readExactJson(archive: Archive, member: Member): unknown {
  const place = { file: archive.file, member: member.name };
  const text = readText(archive, member);
  const usual = parsed(text, place);
  // Numbers of fewer digits are exact.
  if (!/\d{16}/.test(text)) return usual;
  try {
    return parseExactJson(text);
  } catch (error) {
    throw error instanceof CheckpointError ? error.at(place) : error;
  }
}

/** @throws CheckpointError `limit` */
export function readText(archive: Archive, member: Member): string {
  if (member.size > MAX_JSON) {
    const place = { file: archive.file, member: member.name };
    throw new CheckpointError('limit', `${member.size} bytes of JSON are more than 64 MiB`, place);
  }
  const source = archive.source(member);
  return decodeText(source.read(0, source.size));
}

function parsed(text: string, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = describe(text, error);
    throw new CheckpointError(
      'invalid-json',
      `failed to unmarshal ${formatPlace(place)}: ${reason}`,
    );
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a JSON object; none for anything else, since metadata may be forged. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** The items of a JSON list; none for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @param error of JSON.parse, which counts where it is not about the text: its memory, or its depth */
function describe(text: string, error: unknown): string {
  const position = findJsonFault(text);
  if (position === undefined) throw error;
  if (position >= text.length) return 'unexpected end of JSON input';
  const character = JSON.stringify(text.charAt(position)).slice(1, -1);
  return `invalid character '${character}' at offset 0x${position.toString(16)}`;
}

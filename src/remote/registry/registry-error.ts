import type { HttpAnswer } from '../http/exchange.js';

const LONGEST = 200;

/** What a registry says of why not (distribution spec, "Error Codes"); undefined if it says nothing of that kind. */
export async function reasonIn({ body }: HttpAnswer): Promise<string | undefined> {
  try {
    const bytes = await body.bytes(64 * 1024);
    const { errors } = JSON.parse(bytes.toString()) as { errors?: unknown };
    const [first] = (Array.isArray(errors) ? errors : []) as Record<string, unknown>[];
    const words = [first?.['code'], first?.['message']].filter((each) => typeof each === 'string');
    return words.length === 0 ? undefined : words.join(': ').slice(0, LONGEST);
  } catch {
    return undefined;
  }
}

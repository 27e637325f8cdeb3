/** A JSON object of unknown content. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text says as JSON, or the first line from 1 at which it is none. */
export type Parsed = { readonly value: unknown } | { readonly badLine: number };

/** Parses JSON, or finds the line at which a text is none. */
export function parseJson(text: string): Parsed {
  const parsed = tryParse(text);
  if ('value' in parsed) return parsed;
  // Not every message of the parser names a place; but what is right as far as it goes only ends too early.
  const lines = text.trimEnd().split('\n');
  let [good, bad] = [0, lines.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isBeginning(lines.slice(0, middle).join('\n'))) good = middle;
    else bad = middle;
  }
  return { badLine: bad };
}

/** True for text that something could follow which makes it JSON. */
function isBeginning(text: string): boolean {
  const parsed = tryParse(text);
  if ('value' in parsed || parsed.message.includes('end of JSON')) return true;
  const position = /at position (\d+)/.exec(parsed.message)?.[1];
  return position !== undefined && Number(position) >= text.trimEnd().length;
}

function tryParse(text: string): { readonly value: unknown } | { readonly message: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof Error && error.name === 'SyntaxError') return { message: error.message };
    throw error;
  }
}

/** The objects of a list; empty when the field is no list. */
export function recordsOf(record: JsonRecord, field: string): JsonRecord[] {
  const value = record[field];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The text of a field; empty when it is none. Numbers are written out. */
export function textOf(record: JsonRecord, field: string): string {
  const value = record[field];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** The texts of a list; empty when the field is no list. */
export function textsOf(record: JsonRecord, field: string): string[] {
  const value: unknown = record[field];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

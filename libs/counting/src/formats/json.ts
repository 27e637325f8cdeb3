/** A JSON object of unknown content. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON. Null when the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof Error && error.name === 'SyntaxError') return null;
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

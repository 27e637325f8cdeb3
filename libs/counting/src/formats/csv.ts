/**
 * The fields of one CSV record (RFC 4180) that stands on one line. Null when a quotation is not closed or has
 * text behind it.
 */
export function csvFields(line: string, separator: ',' | ';' = ','): string[] | null {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  const field =
    separator === ',' ? /("[^"]*(?:""[^"]*)*"|[^",]*)(,|$)/y : /("[^"]*(?:""[^"]*)*"|[^";]*)(;|$)/y;
  let comma: string = separator;
  while (comma === separator) {
    const found = field.exec(line);
    if (found?.[1] === undefined) return null;
    const text = found[1];
    fields.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    comma = found[2] ?? '';
  }
  return fields;
}

/** One CSV record: a field is quoted where it has to be. */
export function csvLine(fields: readonly string[], separator: ',' | ';' = ','): string {
  const quoted = (field: string) =>
    /["\r\n]/.test(field) || field.includes(separator) ? `"${field.replaceAll('"', '""')}"` : field;
  return fields.map(quoted).join(separator);
}

import { isRefusal } from '#kernel';
import { parseDecimal } from './bytes.js';
import { SIGNATURE_TYPE, type VerifierKey } from './note-key.js';
import { formatSignatureLine, parseSignatureLines, splitNote } from './note-text.js';
import { openNote } from './note.js';

/** The media type of the size in a 409 (C2SP tlog-witness). */
export const TLOG_SIZE = 'text/x.tlog.size';

/** What a witness answered over HTTP. */
export interface WitnessResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * How a log understands the answer of a witness.
 *
 * - `cosigned`: its dated signature of the checkpoint, verified; the line ends in a newline
 * - `elsewhere`: the last checkpoint that it cosigned has `size` leaves and is not the one that the log named
 * - `contradicted`: it says that the checkpoint does not extend what it has cosigned
 * - `unusable`: anything else
 */
export type WitnessWord =
  | { readonly kind: 'cosigned'; readonly line: string; readonly time: number }
  | { readonly kind: 'elsewhere'; readonly size: number }
  | { readonly kind: 'contradicted' }
  | { readonly kind: 'unusable'; readonly because: string };

/**
 * Reads a witness's answer. Only a signature by the key that was expected, of the very checkpoint that was sent,
 * counts; lines of other keys are passed over.
 *
 * @param note the checkpoint as it was sent
 */
export function readWitnessAnswer(
  { status, contentType, body }: WitnessResponse,
  key: VerifierKey,
  note: string,
): WitnessWord {
  if (status === 200) return readCosignature(body, key, note);
  if (status === 422) return { kind: 'contradicted' };
  if (status !== 409) return { kind: 'unusable', because: `it answers ${status}` };
  // A witness of the text's first version says with a bare 409 that the same size has another root.
  if (contentType !== TLOG_SIZE) return { kind: 'contradicted' };
  const size = body.endsWith('\n') ? parseDecimal(body.slice(0, -1)) : null;
  return size === null
    ? { kind: 'unusable', because: 'it answers 409 without a size' }
    : { kind: 'elsewhere', size };
}

function readCosignature(answer: string, key: VerifierKey, note: string): WitnessWord {
  const lines = parseSignatureLines(answer);
  const split = splitNote(note);
  if (isRefusal(lines) || isRefusal(split)) {
    return { kind: 'unusable', because: 'its answer is not made of signature lines' };
  }
  const own = lines.find(({ name, id }) => name === key.name && id === key.id);
  if (own === undefined || key.type !== SIGNATURE_TYPE.cosignature) {
    return { kind: 'unusable', because: 'its answer has no signature by the key that was expected' };
  }
  const line = formatSignatureLine(own);
  const opened = openNote(`${split.body}\n${line}`, [key]);
  const time = isRefusal(opened) ? null : (opened.verified[0]?.time ?? null);
  return time === null
    ? { kind: 'unusable', because: 'its signature does not fit the checkpoint' }
    : { kind: 'cosigned', line, time };
}

import { refuse, type Refusal } from '#kernel';
import { concat, fromBase64, hasLoneSurrogate, toBase64, utf8Text } from './bytes.js';
import { isKeyName } from './note-key.js';

/** Lines of signatures that are read. The text demands at least 16. */
const MAX_SIGNATURES = 64;

/** Characters of a note that are read; room for 64 signatures of post-quantum size. */
const MAX_NOTE_LENGTH = 1_000_000;

/** One line of a note's end, not yet verified. */
export interface SignatureLine {
  readonly name: string;
  readonly id: number;
  /** What follows the key's id. */
  readonly signature: Uint8Array;
}

/** A note taken apart: the body that is signed, ending in a newline, and its signature lines. */
export interface SplitNote {
  readonly body: string;
  readonly lines: readonly SignatureLine[];
}

export type NoteMalformed = Refusal<'NOTE_MALFORMED'>;

/** The line that puts a signature under a note, with its newline. */
export function formatSignatureLine({ name, id, signature }: SignatureLine): string {
  const keyId = new Uint8Array(4);
  new DataView(keyId.buffer).setUint32(0, id);
  return `\u2014 ${name} ${toBase64(concat([keyId, signature]))}\n`;
}

/**
 * A note's text. Throws a RangeError for a body that no note can have: without a newline at its end, with
 * another control character, or not well-formed Unicode.
 */
export function formatNote(body: string, lines: readonly SignatureLine[]): string {
  if (!body.endsWith('\n') || !isNoteText(body)) {
    throw new RangeError('The body of a note ends in a newline and has no other control character.');
  }
  return `${body}\n${lines.map(formatSignatureLine).join('')}`;
}

/**
 * Takes a note apart by the letter of C2SP signed-note and verifies nothing: valid UTF-8, no control character
 * but newline, parted at the last blank line, every signature line well formed, at most 64 of them.
 */
export function splitNote(note: string | Uint8Array): SplitNote | NoteMalformed {
  const text = typeof note === 'string' ? note : utf8Text(note);
  if (text === null) return malformed('The note is not valid UTF-8.');
  if (text.length > MAX_NOTE_LENGTH) return malformed('The note is too long.');
  if (!isNoteText(text)) return malformed('The note has a control character or half of a surrogate pair.');
  const blank = text.lastIndexOf('\n\n');
  if (blank === -1) return malformed('The note has no blank line between text and signatures.');
  const lines = parseSignatureLines(text.slice(blank + 2));
  return 'refused' in lines ? lines : { body: text.slice(0, blank + 1), lines };
}

/** What is signed of a well-formed note. */
export function bodyOf(note: string): string {
  return note.slice(0, note.lastIndexOf('\n\n') + 1);
}

/** Reads signature lines, one or more, each ending in a newline: a note's end, or what a witness answers. */
export function parseSignatureLines(text: string): SignatureLine[] | NoteMalformed {
  if (!text.endsWith('\n')) return malformed('The note does not end in a signature line.');
  const texts = text.slice(0, -1).split('\n');
  if (texts.length > MAX_SIGNATURES) return malformed(`The note has more than ${MAX_SIGNATURES} signatures.`);
  const lines: SignatureLine[] = [];
  for (const [place, line] of texts.entries()) {
    const parsed = parseSignatureLine(line);
    if (parsed === null)
      return malformed(`Signature line ${place + 1} is not an em dash, a name and base64.`);
    lines.push(parsed);
  }
  return lines;
}

function parseSignatureLine(line: string): SignatureLine | null {
  const [, name, encoded] = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  if (name === undefined || encoded === undefined || !isKeyName(name)) return null;
  const blob = fromBase64(encoded);
  if (blob === null || blob.length <= 4) return null;
  return {
    name,
    id: new DataView(blob.buffer, blob.byteOffset).getUint32(0),
    signature: blob.subarray(4),
  };
}

function isNoteText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return !/[\u0000-\u0009\u000b-\u001f]/.test(text) && !hasLoneSurrogate(text);
}

function malformed(because: string): NoteMalformed {
  return refuse('NOTE_MALFORMED', because, { clause: 'C2SP signed-note, format' });
}

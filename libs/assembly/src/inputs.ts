import { normalizeText } from '#kernel';
import { Fault, readGlobalId } from '#platform';

/** The words of an input in NFC, so that equal words have equal bytes. Throws BAD_USER_INPUT for half a character. */
export function readWords(words: string): string {
  const normal = normalizeText(words);
  if (normal === null) throw new Fault('BAD_USER_INPUT', 'A text holds half of a character.');
  return normal;
}

/** The id that an optional field of an input names; null where it was left out. Throws NOT_FOUND for another noun. */
export function readOptionalId<Noun extends string>(noun: Noun, publicId: string | null | undefined) {
  return publicId ? readGlobalId(noun, publicId).id : null;
}

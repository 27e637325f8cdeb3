import { md5 } from '@noble/hashes/legacy.js';
import { refuse, type Refusal } from '#kernel';
import { concat, toHex, utf8 } from '#transparency';

/** The numbers that one public source of chance gave: one, or several of which the order means nothing. */
export type SourceNumbers = readonly bigint[];

/** One pick of RFC 3797: the hash, how many were left, and who came out, as the place in the list from 1. */
export interface Rfc3797Pick {
  readonly hash: string;
  readonly left: number;
  readonly selected: number;
}

const CLAUSE = 'RFC 3797 section 4';
/** The hash counts in two bytes. */
const GREATEST_POOL = 65_536;

/** The key of RFC 3797 section 4.2: the numbers of each source sorted and joined by a dot, each source closed by `./`. */
export function rfc3797Key(sources: readonly SourceNumbers[]): string {
  return sources.map((numbers) => `${[...numbers].sort(ascending).join('.')}./`).join('');
}

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Reads the numbers of sources as people write them: `9319; 2 5 12 8 10`, a semicolon between two sources. Refuses
 * SOURCE_NOT_VALID for anything else; RFC 3797 section 4.1 takes whole numbers, and the fraction of any other away.
 */
export function readSourceNumbers(text: string): SourceNumbers[] | Refusal {
  const sources = text.split(';').map((source) => source.trim().split(/[\s,]+/));
  if (sources.some((numbers) => !numbers.every((number) => /^\d{1,40}$/.test(number)))) {
    return refuse(
      'SOURCE_NOT_VALID',
      'Write whole numbers with blanks between, and a semicolon between two sources.',
      {
        clause: CLAUSE,
      },
    );
  }
  return sources.map((numbers) => numbers.map(BigInt));
}

/** The picks that a key gives, the first `count` of a list of `size`. Throws a RangeError for a list above 65,536. */
export function rfc3797Picks(key: string, size: number, count = size): Rfc3797Pick[] {
  if (size > GREATEST_POOL)
    throw new RangeError('RFC 3797 counts in two bytes, so that 65,536 is its greatest pool.');
  const left = Array.from({ length: size }, (_, place) => place + 1);
  return Array.from({ length: Math.min(count, size) }, (_, index) => {
    const counter = Uint8Array.of(index >> 8, index & 0xff);
    const hash = toHex(md5(concat([counter, utf8(key), counter])));
    const at = Number(BigInt(`0x${hash}`) % BigInt(left.length));
    return { hash: hash.toUpperCase(), left: left.length, selected: left.splice(at, 1)[0] ?? 0 };
  });
}

/** The whole list in the order in which RFC 3797 picks it. The caller's order counts: it is the published list. */
export function rfc3797Order<Item>(sources: readonly SourceNumbers[], list: readonly Item[]): Item[] {
  return rfc3797Picks(rfc3797Key(sources), list.length).flatMap(({ selected }) =>
    list.slice(selected - 1, selected),
  );
}

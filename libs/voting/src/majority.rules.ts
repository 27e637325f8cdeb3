import { reckonFrozen, type VoteShare } from '#assembly';
import type { Majority, QuorumTerms, Roster, Tally } from './voting.types.js';

/** What the votes of a box said. */
export interface Said {
  readonly yes: bigint;
  readonly no: bigint;
}

const NOTHING_SAID: Said = { yes: 0n, no: 0n };

/** A quorum that the charter reckons of the body, as the terms of a quorum: so many ballots, whatever they say. */
export function quorumOfBody(takes: VoteShare, roster: Roster, said = NOTHING_SAID): QuorumTerms {
  const { needed, clause } = reckonFrozen(takes, roster, numbersOf(said));
  return { quorum: '0', quorumStrict: false, quorumCount: needed, quorumBy: 'cast', clause };
}

/** The yes votes beside a majority that the charter reckons of the body. */
export function majorityOfBody(takes: VoteShare, roster: Roster, said: Said): Majority {
  const { needed, of, clause } = reckonFrozen(takes, roster, numbersOf(said));
  return {
    met: said.yes >= BigInt(needed),
    counted: said.yes.toString(),
    needed: needed.toString(),
    of: of.toString(),
    clause,
  };
}

/**
 * The outcome of a vote that had its quorum: what too few have said yes to is rejected, whatever the rule found among
 * the votes. Where fewer are left than it takes, nobody could have decided, and nothing is decided.
 *
 * @param found what the rule found
 * @param entitled how many could vote until the close
 */
export function outcomeBeside(
  majority: Majority | null,
  found: Tally['outcome'],
  entitled: number,
): Tally['outcome'] {
  if (majority === null || majority.met) return found;
  if (BigInt(entitled) < BigInt(majority.needed)) return 'NO_QUORUM';
  return found === 'PASSED' || found === 'TIED' ? 'REJECTED' : found;
}

function numbersOf({ yes, no }: Said): { readonly yes: number; readonly no: number } {
  return { yes: Number(yes), no: Number(no) };
}

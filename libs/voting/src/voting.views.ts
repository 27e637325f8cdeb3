import type { Ballot, CountResult } from '#counting';
import type { Tally } from './voting.types.js';

/** A tally as the schema shows it. */
export interface TallyView {
  readonly tally: Tally;
  readonly outcome: Tally['outcome'];
  readonly quorumMet: boolean;
  readonly quorumCounted: string;
  readonly quorumNeeded: string;
  readonly cast: string;
  readonly valid: string;
  readonly elected: readonly string[];
  readonly ranking: readonly (readonly string[])[];
  readonly rounds: readonly RoundView[];
  readonly pairwise: readonly { readonly over: string; readonly under: string; readonly votes: string }[];
  readonly explanation: readonly string[];
}

interface RoundView {
  readonly n: number;
  readonly quota: string | null;
  readonly tallies: readonly { readonly option: string; readonly votes: string }[];
  readonly elected: readonly string[];
  readonly eliminated: readonly string[];
}

/** What the schema shows of a tally. */
export function tallyView(tally: Tally): TallyView {
  const { count, quorum, outcome } = tally;
  return {
    tally,
    outcome,
    quorumMet: quorum.met,
    quorumCounted: quorum.counted,
    quorumNeeded: quorum.needed,
    cast: count.input.cast,
    valid: count.input.valid,
    elected: outcome !== 'NO_QUORUM' && count.outcome.kind === 'election' ? count.outcome.elected : [],
    ranking: count.outcome.kind === 'election' ? count.outcome.ranking : [],
    rounds: count.rounds.map(({ n, quota, tallies, elected, eliminated }) => ({
      n,
      quota,
      tallies: tallies.map(({ id, votes }) => ({ option: id, votes })),
      elected,
      eliminated,
    })),
    pairwise: pairsOf(count),
    explanation: [quorumSentence(tally), ...count.explanation.map((sentence) => sentence.text)],
  };
}

function pairsOf({ pairwise }: CountResult): TallyView['pairwise'] {
  if (!pairwise) return [];
  const { options, wins } = pairwise;
  return options.flatMap((over, i) =>
    options.flatMap((under, j) => (i === j ? [] : [{ over, under, votes: wins[i]?.[j] ?? '0' }])),
  );
}

function quorumSentence({ quorum }: Tally): string {
  return quorum.met
    ? `${quorum.counted} took part and ${quorum.needed} are needed: there is a quorum.`
    : `${quorum.counted} took part and ${quorum.needed} are needed: there is no quorum, so nothing is decided.`;
}

/** A ballot as one line of text: what a roll-call prints. */
export function ballotText(ballot: Ballot): string {
  switch (ballot.kind) {
    case 'choice':
      return ballot.choice;
    case 'ranking':
      return ballot.ranking.map((place) => place.join(' = ')).join(' > ');
    case 'approval':
      return ballot.approved.join(', ');
    case 'scores':
      return ballot.scores.map(({ option, score }) => `${option}: ${score}`).join(', ');
    case 'credits':
      return ballot.votes.map(({ option, votes }) => `${option}: ${votes}`).join(', ');
    case 'consent':
    case 'blocks':
      return ballot.position;
    case 'grade':
      return String(ballot.level);
    case 'blank':
      return 'blank';
    case 'invalid':
      return 'invalid';
  }
}

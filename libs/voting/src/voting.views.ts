import {
  ruleName,
  type Ballot,
  type CapStep,
  type CountResult,
  type LockedPair,
  type ParameterValues,
  type Round,
  type Tie,
} from '#counting';
import type { Box, Majority, Tally } from './voting.types.js';

/** A tally as the schema shows it. */
export interface TallyView {
  readonly box: Box;
  readonly rule: {
    readonly name: string;
    readonly title: string;
    readonly section: string;
    readonly parameters: readonly ParameterView[];
  };
  readonly outcome: Tally['outcome'];
  readonly quorumMet: boolean;
  readonly quorumCounted: string;
  readonly quorumNeeded: string;
  readonly majority: Majority | null;
  readonly entitled: number;
  readonly recused: number;
  readonly cast: string;
  readonly valid: string;
  readonly elected: readonly string[];
  readonly ranking: readonly (readonly string[])[];
  readonly openSeats: number;
  readonly funded: readonly { readonly option: string; readonly cost: string }[];
  readonly spent: string | null;
  readonly left: string | null;
  readonly rounds: readonly RoundView[];
  readonly pairwise: readonly PairView[];
  readonly paths: readonly PairView[];
  readonly lockedPairs: readonly LockedPair[];
  readonly ties: readonly Tie[];
  readonly caps: readonly CapStep[];
  readonly explanation: readonly string[];
}

interface ParameterView {
  readonly name: string;
  readonly value: string;
}

type RoundView = Omit<Round, 'tallies'> & {
  readonly tallies: readonly { readonly option: string; readonly votes: string }[];
};

interface PairView {
  readonly over: string;
  readonly under: string;
  readonly votes: string;
}

/** What the schema shows of a tally. Without a quorum nobody is elected and nothing is paid, whatever was counted. */
export function tallyView(box: Box, tally: Tally): TallyView {
  const { count, quorum, majority, outcome } = tally;
  const { rule, strengths } = count;
  const found = outcome === 'NO_QUORUM' ? null : count.outcome;
  const funding = found?.kind === 'funding' ? found : null;
  const election = found?.kind === 'election' ? found : null;
  return {
    box,
    rule: { name: ruleName(rule), ...rule.text, parameters: parametersView(count.params) },
    outcome,
    quorumMet: quorum.met,
    quorumCounted: quorum.counted,
    quorumNeeded: quorum.needed,
    majority,
    entitled: tally.electorate.entitled,
    recused: tally.electorate.recused + tally.electorate.setAside,
    cast: count.input.cast,
    valid: count.input.valid,
    elected: election?.elected ?? [],
    ranking: count.outcome.kind === 'election' ? count.outcome.ranking : [],
    openSeats: election?.openSeats ?? 0,
    funded: (funding?.funded ?? []).map(({ id, cost }) => ({ option: id, cost })),
    spent: funding?.spent ?? null,
    left: funding?.left ?? null,
    rounds: count.rounds.map(({ tallies, ...round }) => ({
      ...round,
      tallies: tallies.map(({ id, votes }) => ({ option: id, votes })),
    })),
    pairwise: pairsOf(count, count.pairwise?.wins),
    paths: pairsOf(count, strengths?.kind === 'paths' ? strengths.matrix : []),
    lockedPairs: strengths?.kind === 'locked' ? strengths.pairs : [],
    ties: count.ties,
    caps: count.caps,
    explanation: [
      ...recusalSentence(tally, box),
      quorumSentence(tally),
      // Without a quorum the count's last word, who is elected and what is paid, does not hold.
      ...count.explanation
        .filter(({ key }) => outcome !== 'NO_QUORUM' || !key.startsWith('outcome.'))
        .map((sentence) => sentence.text),
      ...majoritySentence(tally),
    ],
  };
}

/** Parameters of a rule by name, their values as text. */
export function parametersView(parameters: ParameterValues): ParameterView[] {
  return Object.entries(parameters).map(([name, value]) => ({ name, value: String(value) }));
}

/** A matrix over the compared options as a list of its pairs. */
function pairsOf({ pairwise }: CountResult, matrix: readonly (readonly string[])[] = []): PairView[] {
  const options = pairwise?.options ?? [];
  return matrix.flatMap((row, i) =>
    row.flatMap((votes, j) => (i === j ? [] : [{ over: options[i] ?? '', under: options[j] ?? '', votes }])),
  );
}

function recusalSentence(
  { electorate: { entitled, recused, setAside } }: Tally,
  box: Pick<Box, 'recused'>,
): string[] {
  if (recused + setAside === 0) return [];
  const byClause = box.recused.flatMap(({ clause, interest }) =>
    clause === null ? [] : [`${clause} (${interest ?? ''})`],
  );
  const clauses = byClause.length > 0 ? ` By the charter: ${byClause.join(', ')}.` : '';
  const late =
    setAside > 0 ? ` ${setAside} of them while the vote was open: what they cast is not counted.` : '';
  return [`${recused + setAside} recused: ${entitled} could vote.${clauses}${late}`];
}

function quorumSentence({ quorum }: Tally): string {
  return quorum.met
    ? `${quorum.counted} took part and ${quorum.needed} are needed: there is a quorum.`
    : `${quorum.counted} took part and ${quorum.needed} are needed: there is no quorum, so nothing is decided.`;
}

function majoritySentence({ majority, electorate }: Tally): string[] {
  if (!majority) return [];
  const { counted, needed, of, clause, met } = majority;
  const asked = `${counted} said yes, and ${clause} asks for ${needed} of ${of}`;
  if (met) return [`${asked}: they are enough.`];
  return BigInt(electorate.entitled) < BigInt(needed)
    ? [`${asked}: only ${electorate.entitled} could vote, so nothing is decided.`]
    : [`${asked}: they are too few.`];
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

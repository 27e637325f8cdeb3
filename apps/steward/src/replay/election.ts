import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  findRule,
  parametersFromText,
  readBallotFile,
  ruleName,
  type Ballot,
  type BallotFile,
  type CountingRule,
  type CountOption,
} from '#counting';
import { isRefusal } from '#kernel';
import { CommandProblem, UsageProblem } from '../problems.js';

/** The most voters that are replayed: each one is registered, seated, signed in and heard. */
const MOST_VOTERS = 5_000;

/** A candidate: the id under which the box names it, and the name that the file gives it. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
}

/** An election to hold again: one ballot for each voter, and the rule by which it is to be counted. */
export interface ReplayElection {
  readonly title: string;
  readonly format: string;
  /** SHA-256 of the file in hexadecimal digits. */
  readonly sha256: string;
  readonly seats: number;
  /** `id@version`. */
  readonly rule: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly candidates: readonly Candidate[];
  /** In the words of the box: candidates by their ids. */
  readonly ballots: readonly Ballot[];
}

/** How the election is to be counted, as it was typed. */
export interface ReplayWish {
  readonly seats: number;
  readonly rule: string;
  /** What stands here goes before what the file says. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Reads a ballot file and takes its groups apart, so that there is one ballot for each voter.
 *
 * @throws UsageProblem for a file, rule or parameter that cannot be used
 */
export async function readElection(file: string, wish: ReplayWish): Promise<ReplayElection> {
  const rule = findRule(wish.rule);
  if (rule === null || rule.outcome !== 'election') {
    throw new UsageProblem(`There is no rule "${wish.rule}" that elects.`);
  }
  const read = await readGroups(file);
  const parameters = parametersOf(rule, read, wish.parameters);
  const candidates = candidatesOf(read.options);
  return {
    title: read.title ?? path.basename(file, path.extname(file)),
    format: read.format,
    sha256: read.sha256,
    seats: wish.seats,
    rule: ruleName(rule),
    parameters,
    candidates,
    ballots: ballotsOf(read, candidates),
  };
}

async function readGroups(file: string): Promise<BallotFile> {
  const read = await readBallotFile(createReadStream(file), {
    name: path.basename(file),
    openCompanion: (companion) => readFile(path.join(path.dirname(file), companion)).catch(() => null),
  }).catch((error: unknown) => {
    throw new UsageProblem(`${file} cannot be read.`, { cause: error });
  });
  if (isRefusal(read)) throw new UsageProblem(`${file}: ${read.because}`);
  const [problem] = read.problems;
  if (problem) throw new UsageProblem(`${problem.file}, line ${problem.line}: ${problem.reason}`);
  return read;
}

/** What was typed, else what the file says where it speaks of this rule; checked by the rule itself. */
function parametersOf(
  rule: CountingRule,
  { parameters: said }: BallotFile,
  typed: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const fromFile = said.rule === undefined || findRule(said.rule)?.id === rule.id ? (said.params ?? {}) : {};
  const inText = Object.entries(fromFile).map(([name, value]) => [name, String(value)] as const);
  const parameters = { ...Object.fromEntries(inText), ...typed };
  const prepared = rule.prepare(parametersFromText(rule.parameters, parameters));
  if (isRefusal(prepared)) throw new UsageProblem(prepared.because);
  return parameters;
}

function candidatesOf(options: readonly CountOption[]): Candidate[] {
  const taken = new Set<string>();
  return options.map(({ id, name = id }) => {
    const plain = candidateId(name);
    let own = plain;
    for (let n = 2; taken.has(own); n += 1) own = `${plain.slice(0, 60)}-${n}`;
    taken.add(own);
    return { id: own, name };
  });
}

/** A name in the characters that ids of options may have. */
export function candidateId(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
    .replace(/-+$/, '');
  return plain === '' ? 'candidate' : plain;
}

function ballotsOf({ options, groups }: BallotFile, candidates: readonly Candidate[]): Ballot[] {
  const voters = groups.reduce((sum, { weight }) => sum + weight, 0n);
  if (voters > BigInt(MOST_VOTERS)) {
    throw new CommandProblem(
      `The file holds ${voters.toLocaleString('en')} ballots, and at most ${MOST_VOTERS.toLocaleString('en')} voters are replayed.`,
    );
  }
  const ids = new Map(options.map(({ id }, place) => [id, candidates[place]?.id ?? id]));
  return groups.flatMap(({ ballot, weight }) =>
    Array.from({ length: Number(weight) }, () => renamed(ballot, (id) => ids.get(id) ?? id)),
  );
}

/** The ballot with its options under other ids. */
function renamed(ballot: Ballot, idOf: (id: string) => string): Ballot {
  switch (ballot.kind) {
    case 'ranking':
      return { kind: 'ranking', ranking: ballot.ranking.map((place) => place.map(idOf)) };
    case 'approval':
      return { kind: 'approval', approved: ballot.approved.map(idOf) };
    case 'scores':
      return {
        kind: 'scores',
        scores: ballot.scores.map(({ option, score }) => ({ option: idOf(option), score })),
      };
    case 'blank':
      return ballot;
    default:
      throw new CommandProblem(`Ballots of the kind "${ballot.kind}" cannot be cast in an election here.`);
  }
}

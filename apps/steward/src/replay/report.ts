import { documentOf as verificationOf } from '../verification.js';
import { counted, shown } from '../terminal.js';
import { changesMind, type CastReceipt } from './casting.js';
import type { ReplayElection } from './election.js';
import type { Replayed } from './replay-election.js';

/** A replay as one JSON document; candidates by the names that the file gives them. */
export function documentOf(election: ReplayElection, replayed: Replayed) {
  const nameOf = namesOf(election);
  const verification = verificationOf(replayed.verification);
  return {
    election: {
      title: election.title,
      format: election.format,
      sha256: election.sha256,
      candidates: election.candidates.map(({ name }) => name),
      ballots: election.ballots.length,
    },
    rule: replayed.rule,
    parameters: { ...election.parameters },
    seats: election.seats,
    outcome: replayed.outcome,
    elected: replayed.elected.map(nameOf),
    ranking: replayed.ranking.map((place) => place.map(nameOf)),
    turnout: {
      entitled: replayed.entitled,
      cast: replayed.cast,
      valid: replayed.valid,
      changed: election.ballots.filter((_ballot, place) => changesMind(place)).length,
    },
    receipts: receiptsOf(replayed.receipts),
    secondsOpen: replayed.secondsOpen,
    verification,
  };
}

/** A replay as people read it. */
export function textOf(election: ReplayElection, replayed: Replayed): string {
  const { rule, turnout, receipts, verification, elected, ranking, outcome } = documentOf(election, replayed);
  const parameters = Object.entries(election.parameters).map(([name, value]) => `${name} ${value}`);
  const isElected = new Set(elected);
  let place = 1;
  const places = ranking.flatMap((tied) => {
    const lines = tied.map(
      (name) => `  ${String(place).padStart(3)}. ${name}${isElected.has(name) ? '  (elected)' : ''}`,
    );
    place += tied.length;
    return lines;
  });
  const checked = verification.checks
    .filter((check) => check.checked > 0)
    .map((check) => `${check.what}: ${counted(check.checked)}`);
  const lines = [
    `${election.title}: ${counted(election.ballots.length)} ballots, ${election.candidates.length} candidates, ${election.seats === 1 ? '1 seat' : `${election.seats} seats`}`,
    `counted by ${[rule, ...parameters].join(', ')}: ${outcome}`,
    '',
    ...places,
    '',
    `Turnout   ${counted(turnout.cast)} of ${counted(turnout.entitled)}; ${counted(turnout.cast - turnout.valid)} blank, ${counted(turnout.changed)} changed before the close`,
    `Receipts  ${counted(receipts.count)}: ${counted(receipts.published)} published, half within ${receipts.medianMs} ms, 95 % within ${receipts.p95Ms} ms; ${counted(receipts.proved)} proved without the server`,
    `Record    ${verification.verified ? 'VERIFIED' : 'REFUSED'}: ${counted(verification.entries)} entries, ${counted(verification.documents)} documents, ${checked.join(', ')}`,
    ...verification.verdicts.map(({ code, because }) => `          ${code}: ${because}`),
  ];
  return `${lines.map(shown).join('\n')}\n`;
}

function namesOf({ candidates }: ReplayElection): (id: string) => string {
  const names = new Map(candidates.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

function receiptsOf(receipts: readonly CastReceipt[]) {
  const milliseconds = receipts.map((receipt) => Math.round(receipt.milliseconds)).sort((a, b) => a - b);
  const within = (share: number) => milliseconds[Math.ceil(share * milliseconds.length) - 1] ?? 0;
  return {
    count: receipts.length,
    published: receipts.filter(({ status }) => status === 'PUBLISHED').length,
    proved: receipts.filter(({ isProved }) => isProved).length,
    medianMs: within(0.5),
    p95Ms: within(0.95),
  };
}

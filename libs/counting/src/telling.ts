import type { OptionId } from './ballot.js';
import { namesOf } from './names.js';
import { listNames, say, type Outcome, type Round, type Sentence, type Tie } from './result.js';
import type { CountOption } from './rule.js';

type NameOf = (id: OptionId) => string;

/** What the tied were tied for. */
const FOR: Readonly<Record<string, string>> = {
  seat: 'for a seat',
  exclusion: 'for who goes next',
  surplus: 'for whose surplus moves first',
  runoff: 'for the runoff',
  purchase: 'for what is paid next',
};

/** Says who was tied for what, and what broke the tie. */
export function tellTie(nameOf: NameOf, { decided, between, brokenBy, chosen }: Tie): Sentence {
  const args = {
    names: listNames(between.map(nameOf)),
    what: FOR[decided] ?? `for the ${decided}`,
    chosen: listNames(chosen.map(nameOf)),
  };
  switch (brokenBy) {
    case 'lot':
      return say('tie.lot', '{names} are tied {what}: the lot decides, for {chosen}.', args);
    case 'earlier_stage':
      return say(
        'tie.earlier_stage',
        '{names} are tied {what}: an earlier round decides, for {chosen}.',
        args,
      );
    case 'rule_step':
      return say(
        'tie.rule_step',
        '{names} are tied {what}: the next step of the rule decides, for {chosen}.',
        args,
      );
    case null:
      return say('tie.open', '{names} are tied {what}, and nothing breaks the tie: it stays open.', args);
  }
}

/** Where votes went, as the end of a sentence: `; of them 3 go to Ana and 2 to nobody`. Nothing where none went. */
export function tellMoves(nameOf: NameOf, moves: Round['transfers']): string {
  if (moves.length === 0) return '';
  const parts = moves.map(({ to, votes }) => `${votes} to ${to === null ? 'nobody' : nameOf(to)}`);
  return `; ${listNames(parts)}`;
}

/** The last sentence of a count: who is elected or what is paid, and what stays open. A decision has said so itself. */
export function tellOutcome(options: readonly CountOption[], outcome: Outcome, seats: number): Sentence[] {
  const nameOf = namesOf(options);
  switch (outcome.kind) {
    case 'decision':
      return [];
    case 'election': {
      const { elected, openSeats } = outcome;
      const empty = seats - elected.length - openSeats;
      return [
        say('outcome.elected', 'Elected: {names}.', { names: listNames(elected.map(nameOf)) }),
        ...(openSeats > 0
          ? [say('outcome.open', 'Seats that stay open: {seats}.', { seats: openSeats })]
          : []),
        ...(empty > 0
          ? [say('outcome.empty', 'Seats without anybody who could take them: {seats}.', { seats: empty })]
          : []),
      ];
    }
    case 'funding': {
      const { funded, spent, left } = outcome;
      const names = funded.length === 0 ? 'nothing' : listNames(funded.map(({ id }) => nameOf(id)));
      return [
        say('outcome.funded', 'Paid: {names}. {spent} is spent and {left} is left.', { names, spent, left }),
      ];
    }
  }
}

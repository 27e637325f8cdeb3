import { said, type KeptTable, type RecordedSubject, type Said } from '#record';
import type { JsonValue } from '#transparency';
import type { Tally } from '#voting';
import { numbersOf } from './decision.rules.js';

/** The figures of the count, from its tally. */
const numbers: Said = async (subject, row) => {
  const tally = await said.documentOf('tally')(subject, row);
  if (tally === undefined || tally === null) return undefined;
  // The bytes of the document are those that its digest names; they were a tally when they were written.
  return numbersOf(tally as unknown as Tally) as unknown as JsonValue;
};

/** What the electorate of the decided box says of the seat from which the dissent comes. */
const sector: Said = async (subject, row) => {
  const seat = subject.entries[0]?.actor.seat ?? null;
  const decision = subject.other(said.text(row.decision_id)).entries[0];
  const box = decision && subject.other(said.text(decision.body.box));
  const digest = box && said.memberOf(termsOf(box), 'electorate');
  const lines = typeof digest === 'string' ? await subject.document(digest) : undefined;
  if (!Array.isArray(lines)) return undefined;
  const line = lines.find((elector: JsonValue) => said.memberOf(elector, 'seat') === seat) as
    JsonValue | undefined;
  return said.memberOf(line, 'sector') ?? null;
};

function termsOf({ entries }: RecordedSubject): JsonValue | undefined {
  return entries[0]?.body.terms;
}

/** How the rows of this library follow from the record. */
export const decisionsTables: readonly KeptTable[] = [
  {
    table: 'decision',
    brought: { 'decision.recorded': said.once },
    isWholeBy: said.onlyOf('decision.recorded', 'decision.superseded'),
    columns: {
      body_id: said.fact('body'),
      proposal_id: said.fact('proposal'),
      box_id: said.fact('box'),
      outcome: said.fact('outcome'),
      numbers,
      tally_digest: said.fact('tally'),
      decided_at: said.begunAt,
      takes_effect_at: said.fact('takesEffectAt'),
      review_at: said.fact('reviewAt'),
      witnesses: said.fact('witnesses'),
      supersedes: said.fact('supersedes'),
      superseded_by: said.fact('by'),
    },
  },
  {
    table: 'dissent',
    brought: { 'dissent.stated': said.once },
    columns: {
      decision_id: said.fact('decision'),
      person_id: said.beginner('person_id'),
      organization_id: ({ entries }) => entries[0]?.actor.org ?? null,
      sector_id: sector,
      stated_at: said.begunAt,
    },
  },
];

import { said, type KeptTable, type Said } from '#record';
import type { Entry, JsonValue } from '#transparency';
import {
  BALLOT_CAST,
  BOX_CLOSED,
  BOX_COUNTED,
  BOX_DRAWN,
  BOX_OPENED,
  CHALLENGE_ANSWERED,
  CHALLENGE_RULED,
  INTEREST_CHALLENGED,
} from './box.entries.js';
import { commitToDraw } from './draw.rules.js';

/** The options as they were frozen, and the people whom the entry commits to as their candidates. */
const options: Said = async (subject, row) => {
  const lines = await said.documentOf('terms.options')(subject, row);
  const candidates = subject.committed('candidates');
  if (!Array.isArray(lines) || candidates === undefined) return undefined;
  return lines.map((line: JsonValue) => {
    const id = said.memberOf(line, 'id');
    const personId = (typeof id === 'string' && said.memberOf(candidates, id)) || null;
    return { ...(line as Readonly<Record<string, JsonValue>>), personId };
  });
};

/** What the electorate's document says of the row's elector. */
function elector(member: string): Said {
  return async (subject, row) => {
    const lines = await said.documentOf('terms.electorate')(subject, row);
    if (!Array.isArray(lines)) return undefined;
    const found = lines.find((line: JsonValue) => said.memberOf(line, 'elector') === row.elector) as
      JsonValue | undefined;
    return said.memberOf(found, member) ?? null;
  };
}

const numberOf = (value: JsonValue | undefined): number => (typeof value === 'number' ? value : 0);
const terms = ({ body }: Entry, term: string) => said.memberOf(body.terms, term);

/** How the rows of this library follow from the record. */
export const votingTables: readonly KeptTable[] = [
  {
    table: 'box',
    brought: { [BOX_OPENED]: said.once },
    // Its counting was planned when it was closed: a box that was closed alone would never be counted.
    isWholeBy: (lost) =>
      said.onlyOf(BOX_CLOSED, BOX_DRAWN, BOX_COUNTED)(lost) && lost.at(-1)?.kind === BOX_COUNTED,
    columns: {
      body_id: said.fact('terms.body'),
      proposal_id: said.fact('terms.proposal'),
      question: said.fact('terms.question'),
      rule: said.fact('terms.rule'),
      parameters: said.fact('terms.parameters'),
      quorum: said.fact('terms.quorum'),
      takes: said.fact('terms.takes'),
      options,
      seats: said.fact('terms.seats'),
      budget: said.fact('terms.budget'),
      caps: said.fact('terms.caps'),
      draw_commitment: said.fact('terms.draw'),
      tie_draw_id: said.fact('terms.tieDraw'),
      charter_digest: said.fact('terms.charter'),
      electorate_digest: said.fact('terms.electorate'),
      entitled: said.fact('terms.entitled'),
      roster: said.fact('terms.roster'),
      recused: said.fact('terms.recused'),
      amendment: said.documentOf('terms.amendment'),
      box_hash: said.fact('boxHash'),
      opens_at: said.fact('terms.opensAt'),
      closes_at: said.fact('terms.closesAt'),
      closed_at: said.instantOf(BOX_CLOSED),
      ballots_digest: said.fact('ballots'),
      cast: said.fact('cast'),
      set_aside: said.fact('setAside'),
      draw: said.documentOf('draw'),
      counted_at: said.instantOf(BOX_COUNTED),
      tally: said.documentOf('tally'),
      tally_digest: said.fact('tally'),
    },
  },
  {
    table: 'box_elector',
    brought: { [BOX_OPENED]: (entry) => numberOf(terms(entry, 'entitled')) },
    columns: {
      box_id: said.itself,
      elector: elector('elector'),
      person_id: ({ other }, row) => {
        const holder = other(said.text(row.elector)).committed('holder');
        return holder === undefined ? undefined : said.memberOf(holder, 'person');
      },
      seat_id: elector('seat'),
      sector_id: elector('sector'),
      organization_id: elector('organization'),
      weight: elector('weight'),
    },
  },
  {
    table: 'box_draw_secret',
    brought: { [BOX_OPENED]: (entry) => (terms(entry, 'draw') === null ? 0 : 1) },
    columns: {
      box_id: said.itself,
      secret: async (subject, row) => {
        const secret = Buffer.from(said.text(row.secret).slice(2), 'hex');
        const frozen = await said.fact('terms.draw')(subject, row);
        return commitToDraw(secret) === frozen ? row.secret : 'the secret that was committed to';
      },
    },
  },
  {
    table: 'interest_challenge',
    brought: { [INTEREST_CHALLENGED]: said.once },
    columns: {
      box_id: said.fact('box'),
      body_id: said.fact('body'),
      proposal_id: said.fact('proposal'),
      elector: said.fact('elector'),
      person_id: ({ other }, row) => {
        const holder = other(said.text(row.elector)).committed('holder');
        return holder === undefined ? undefined : said.memberOf(holder, 'person');
      },
      interest: said.fact('interest'),
      organization_id: said.fact('organization'),
      clause: said.fact('clause'),
      raised_by: said.beginner('raised_by'),
      raised_at: said.begunAt,
      ruling: said.fact('ruling'),
      ruled_at: said.instantOf(CHALLENGE_RULED),
      recusal: said.fact('recusal'),
      follows: said.fact('follows'),
      recount: said.documentOf('recount'),
      recount_digest: said.fact('recount'),
    },
  },
  {
    table: 'challenge_opinion',
    brought: { [CHALLENGE_ANSWERED]: said.once },
    columns: {
      challenge_id: said.fact('challenge'),
      person_id: said.beginner('person_id'),
      is_upheld: said.fact('upheld'),
    },
  },
  {
    table: 'ballot',
    brought: { [BALLOT_CAST]: ({ ver }) => (ver === 1 ? 1 : 0) },
    columns: {
      box_id: said.fact('box'),
      elector: said.fact('elector'),
      ballot: said.committed('ballot'),
      salt: ({ saltOf }) => saltOf('ballot'),
      cast_at: said.instantOf(BALLOT_CAST),
    },
  },
];

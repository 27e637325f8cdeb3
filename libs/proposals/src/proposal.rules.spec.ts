import fc from 'fast-check';
import { isRefusal, type PersonId, type SectorId } from '#kernel';
import {
  conclude,
  documentOf,
  isSeconded,
  isVisibleTo,
  mayAmend,
  mayCoSponsor,
  mayPropose,
  putToVote,
  revise,
  submit,
  withdraw,
} from './proposal.rules.js';
import type { ProposalStage, Standing, SaltedWording } from './proposal.types.js';

const [ada, bo, cem] = ['ada', 'bo', 'cem'] as [PersonId, PersonId, PersonId];
const now = new Date(Date.UTC(2026, 10, 23));
const earlier = new Date(Date.UTC(2026, 10, 1));
const STAGES = [
  'DRAFT',
  'SUBMITTED',
  'ADMITTED',
  'AT_VOTE',
  'DECIDED',
  'SENT_BACK',
  'WITHDRAWN',
] as const satisfies readonly ProposalStage[];

const standing = (stage: ProposalStage): Standing =>
  stage === 'DRAFT' ? { stage, submittedAt: null } : { stage, submittedAt: earlier };
const proposal = (stage: ProposalStage) => ({ ...standing(stage), proposerId: ada, textNumber: 2 });
const seconding = { coSponsors: 2, sectors: 2, clause: '4.1' };

type Act = (stage: ProposalStage) => Standing | { readonly code: string };

/** For each stage, what an act makes of it: the next stage, or the code of the refusal. */
const table = (act: Act) =>
  Object.fromEntries(
    STAGES.map((stage) => {
      const outcome = act(stage);
      return [stage, isRefusal(outcome) ? `- ${outcome.code}` : 'stage' in outcome ? outcome.stage : null];
    }),
  );

describe('the stages of a proposal', () => {
  it('let its proposer revise it until it is at vote, and again when the vote sends it back', () => {
    expect(table((stage) => revise(proposal(stage), ada))).toEqual({
      DRAFT: 'DRAFT',
      SUBMITTED: 'SUBMITTED',
      ADMITTED: 'SUBMITTED',
      AT_VOTE: '- TEXT_LOCKED',
      DECIDED: '- PROPOSAL_IS_OVER',
      SENT_BACK: 'SENT_BACK',
      WITHDRAWN: '- PROPOSAL_IS_OVER',
    });
  });

  it('let its proposer submit a draft and what was sent back, which keeps its first date', () => {
    expect(table((stage) => submit(proposal(stage), ada, now))).toEqual({
      DRAFT: 'SUBMITTED',
      SUBMITTED: '- ALREADY_SUBMITTED',
      ADMITTED: '- ALREADY_SUBMITTED',
      AT_VOTE: '- ALREADY_SUBMITTED',
      DECIDED: '- PROPOSAL_IS_OVER',
      SENT_BACK: 'SUBMITTED',
      WITHDRAWN: '- PROPOSAL_IS_OVER',
    });
    expect(submit(proposal('DRAFT'), ada, now)).toMatchObject({ submittedAt: now });
    expect(submit(proposal('SENT_BACK'), ada, now)).toMatchObject({ submittedAt: earlier });
  });

  it('let its proposer withdraw it until it is at vote', () => {
    expect(table((stage) => withdraw(proposal(stage), ada))).toEqual({
      DRAFT: 'WITHDRAWN',
      SUBMITTED: 'WITHDRAWN',
      ADMITTED: 'WITHDRAWN',
      AT_VOTE: '- TEXT_LOCKED',
      DECIDED: '- PROPOSAL_IS_OVER',
      SENT_BACK: 'WITHDRAWN',
      WITHDRAWN: '- PROPOSAL_IS_OVER',
    });
    expect(withdraw({ ...proposal('DRAFT') }, ada)).toMatchObject({ submittedAt: null });
  });

  it('let an admitted one be put to the vote, and name the clause for every other', () => {
    expect(table((stage) => putToVote(standing(stage), seconding))).toEqual({
      DRAFT: '- NOT_ADMITTED',
      SUBMITTED: '- NOT_ADMITTED',
      ADMITTED: 'AT_VOTE',
      AT_VOTE: '- ALREADY_AT_VOTE',
      DECIDED: '- PROPOSAL_IS_OVER',
      SENT_BACK: '- NOT_ADMITTED',
      WITHDRAWN: '- PROPOSAL_IS_OVER',
    });
    expect(putToVote(standing('SUBMITTED'), seconding)).toMatchObject({ clause: '4.1' });
  });

  it('let a vote end once, decided or sent back', () => {
    for (const conclusion of ['DECIDED', 'SENT_BACK'] as const) {
      const outcomes = table((stage) => conclude(standing(stage), conclusion));
      expect(outcomes.AT_VOTE).toBe(conclusion);
      expect(Object.values(outcomes).filter((outcome) => outcome === '- NOT_AT_VOTE')).toHaveLength(6);
    }
  });

  it('are moved by nobody but the proposer', () => {
    for (const stage of STAGES) {
      for (const by of [bo, null]) {
        const acts = [
          revise(proposal(stage), by),
          submit(proposal(stage), by, now),
          withdraw(proposal(stage), by),
        ];
        for (const outcome of acts) expect(outcome).toMatchObject({ code: 'NOT_THE_PROPOSER' });
      }
    }
  });
});

describe('bringing proposals', () => {
  it('is for members of the body', () => {
    expect(mayPropose(true)).toBeNull();
    expect(mayPropose(false)).toMatchObject({ code: 'NOT_OF_THIS_BODY' });
  });
});

describe('a draft', () => {
  it('is seen by its proposer alone, also when it was withdrawn; what the body had is seen by all', () => {
    const draft = proposal('DRAFT');
    const forgotten = { ...draft, stage: 'WITHDRAWN', submittedAt: null } as const;
    for (const hidden of [draft, forgotten]) {
      expect([ada, bo, null].map((by) => isVisibleTo(hidden, by))).toEqual([true, false, false]);
    }
    expect([ada, bo, null].map((by) => isVisibleTo(proposal('WITHDRAWN'), by))).toEqual([true, true, true]);
  });
});

describe('standing behind a proposal', () => {
  const attempt = (
    stage: ProposalStage,
    {
      by = bo,
      isMember = true,
      textNumber = 2,
    }: { by?: PersonId; isMember?: boolean; textNumber?: number } = {},
    coSponsors: { personId: PersonId; textNumber: number }[] = [],
  ) =>
    mayCoSponsor({ proposal: proposal(stage), coSponsors, seconding }, { by, isMember, textNumber })?.code ??
    null;

  it('is for other members of the body, on the text that they have read', () => {
    expect(attempt('SUBMITTED')).toBeNull();
    expect(attempt('SUBMITTED', { isMember: false })).toBe('NOT_OF_THIS_BODY');
    expect(attempt('SUBMITTED', { by: ada })).toBe('OWN_PROPOSAL');
    expect(attempt('SUBMITTED', { textNumber: 1 })).toBe('TEXT_REVISED');
    expect(attempt('SUBMITTED', {}, [{ personId: bo, textNumber: 2 }])).toBe('ALREADY_CO_SPONSORED');
    expect(attempt('SUBMITTED', {}, [{ personId: bo, textNumber: 1 }])).toBeNull();
    expect(attempt('SUBMITTED', {}, [{ personId: cem, textNumber: 2 }])).toBeNull();
  });

  it('is asked for only while the proposal seeks co-sponsors', () => {
    const open = STAGES.filter((stage) => attempt(stage) === null);
    expect(open).toEqual(['SUBMITTED']);
  });
});

describe('the seconding clause', () => {
  const behind = (sector: string | null, textNumber = 2) => ({
    sectorId: sector as SectorId | null,
    textNumber,
  });

  it.each([
    ['two of two sectors', [behind('a'), behind('b')], true],
    ['two of one sector', [behind('a'), behind('a')], false],
    ['two, one of no sector', [behind('a'), behind(null)], false],
    ['three of two sectors', [behind('a'), behind('b'), behind(null)], true],
    ['one', [behind('a')], false],
    ['two, one behind an older text', [behind('a'), behind('b', 1)], false],
  ])('asks for two co-sponsors of two sectors: %s', (_, coSponsors, isMet) => {
    expect(isSeconded({ textNumber: 2 }, coSponsors, seconding)).toBe(isMet);
  });

  it('is never unmet by one more co-sponsor, and met by none where it asks for none', () => {
    const sponsor = fc.record({
      sectorId: fc.constantFrom('a', 'b', 'c', null).map((sector) => sector as SectorId | null),
      textNumber: fc.constantFrom(1, 2),
    });
    const clause = fc.record({ coSponsors: fc.nat(4), sectors: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(sponsor), sponsor, clause, (sponsors, another, asked) => {
        const met = isSeconded({ textNumber: 2 }, sponsors, asked);
        expect(met && !isSeconded({ textNumber: 2 }, [...sponsors, another], asked)).toBe(false);
        expect(isSeconded({ textNumber: 2 }, sponsors, { coSponsors: 0, sectors: 0 })).toBe(true);
      }),
    );
  });
});

describe('an amendment of the charter', () => {
  it.each([
    ['MOTION', null],
    ['CHOICE', 'ONLY_MOTIONS_AMEND'],
    ['ELECTION', 'ONLY_MOTIONS_AMEND'],
    ['FUNDING', 'ONLY_MOTIONS_AMEND'],
  ] as const)('is asked for by a %s: %s', (kind, code) => {
    expect(mayAmend(kind)?.code ?? null).toBe(code);
  });
});

describe('the digest of a text', () => {
  const wording = (title: string, text: string, salt = 'c2FsdA=='): SaltedWording => ({
    salt,
    title: [{ lang: 'en', text: title, isOriginal: true, origin: 'HUMAN' }],
    text: [{ lang: 'en', text, isOriginal: true, origin: 'HUMAN' }],
    amendment: null,
  });

  it('tells what a charter would become', () => {
    const amendment = { amends: 'a', clauses: [], beginsAt: null, transitional: null };
    const plain = wording('A', 'B');
    const digests = [
      plain,
      { ...plain, amendment },
      { ...plain, amendment: { ...amendment, amends: 'b' } },
    ].map((words) => documentOf(words).digest);
    expect(new Set(digests).size).toBe(3);
  });

  it('tells any two wordings apart', () => {
    const digests = [
      wording('A', 'B'),
      wording('AB', ''),
      wording('', 'AB'),
      wording('B', 'A'),
      wording('A', 'B', 'b3RoZXI='),
      {
        ...wording('A', 'B'),
        title: [{ lang: 'it', text: 'A', isOriginal: true, origin: 'HUMAN' } as const],
      },
    ].map((it) => documentOf(it).digest);
    expect(new Set(digests).size).toBe(6);
    expect(documentOf(wording('A', 'B')).digest).toBe(digests[0]);
  });
});

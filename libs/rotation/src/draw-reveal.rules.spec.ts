import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { isRefusal, type PersonId, type SectorId } from '#kernel';
import { toBase64, toHex } from '#transparency';
import {
  commitmentTo,
  mayCommitSecret,
  mayReveal,
  missingReveals,
  revealedOutput,
} from './draw-reveal.rules.js';
import { outputText, settlingOf } from './draw-settle.rules.js';
import { roundAfter, sourceFault, sourceTerms } from './draw-source.rules.js';
import { drandRoundTime } from './draw-drand.js';

const bytes = (fill: number) => new Uint8Array(32).fill(fill);
const [LABOUR, RESIDENTS, TECH] = ['labour', 'residents', 'technical'] as SectorId[] as [
  SectorId,
  SectorId,
  SectorId,
];
const [ANA, BO] = ['ana', 'bo'] as PersonId[] as [PersonId, PersonId];
const minute = (n: number) => new Date(Date.UTC(2026, 10, 30, 12, n));

const terms = sourceTerms({ sectors: [RESIDENTS, LABOUR], sealedBy: minute(10), at: minute(20) });
const draw = { ...terms, section: 'Charter 4', settledAt: null };
const secretOf = (sectorId: SectorId, personId: PersonId, fill: number, isRevealed = false) => ({
  sectorId,
  personId,
  digest: toBase64(commitmentTo('draw', sectorId, bytes(fill))),
  secret: isRevealed ? toBase64(bytes(fill)) : null,
});
const sealed = [secretOf(RESIDENTS, BO, 2), secretOf(LABOUR, ANA, 1)];
const revealed = [secretOf(RESIDENTS, BO, 2, true), secretOf(LABOUR, ANA, 1, true)];

describe('secrets as the source of a draw', () => {
  it('have the first round after the last instant of revealing to stand in', () => {
    expect(terms).toMatchObject({
      source: 'COMMIT_REVEAL',
      sectors: [LABOUR, RESIDENTS],
      sourceRound: roundAfter(minute(20)),
    });
    expect(drandRoundTime(terms.sourceRound ?? 0).getTime()).toBeGreaterThan(minute(20).getTime());
    expect(drandRoundTime((terms.sourceRound ?? 0) - 1).getTime()).toBeLessThanOrEqual(minute(20).getTime());
  });

  it.each([
    ['two sectors', [LABOUR, RESIDENTS], minute(10), undefined],
    ['one sector', [LABOUR], minute(10), 'COMMITTERS_MISSING'],
    ['one sector twice', [LABOUR, LABOUR], minute(10), 'SECTOR_TWICE'],
    ['reveals that end with the commitments', [LABOUR, RESIDENTS], minute(20), 'REVEALED_TOO_EARLY'],
    ['a sector that has no seat', [LABOUR, TECH], minute(10), 'SECTOR_WITHOUT_MEMBER'],
    ['commitments that are over', [LABOUR, RESIDENTS], minute(0), 'DRAW_COMMITTED_TOO_LATE'],
  ])('%s', (_what, sectors, sealedBy, code) => {
    const terms = sourceTerms({ sectors, sealedBy, at: minute(20) });
    expect(sourceFault(terms, { now: minute(0), seated: [LABOUR, RESIDENTS] })?.code).toBe(code);
  });
});

describe('committing to a secret', () => {
  const of = (sectorId: SectorId | null, now = minute(1), digest = 'd') => ({ sectorId, digest, now });
  it.each([
    ['by a sector that is named', of(LABOUR), [], undefined],
    ['by another sector', of(TECH), [], 'NOT_A_COMMITTER'],
    ['by nobody of a sector', of(null), [], 'NOT_A_COMMITTER'],
    ['at the last instant', of(LABOUR, new Date(minute(10).getTime() - 1)), [], undefined],
    ['after the time', of(LABOUR, minute(10)), [], 'COMMITMENTS_CLOSED'],
    ['twice for one sector', of(LABOUR), sealed, 'SECTOR_TWICE'],
    ['to a copied digest', of(LABOUR, minute(1), sealed[0]!.digest), sealed.slice(0, 1), 'SECRET_COPIED'],
  ])('%s', (_what, by, secrets, code) => {
    expect(mayCommitSecret(draw, secrets, by)?.code).toBe(code);
  });

  it('is not asked for by another source', () => {
    const round = { ...sourceTerms({ round: 1 }), settledAt: null };
    expect(mayCommitSecret(round, [], of(LABOUR))).toMatchObject({ code: 'NO_SECRETS_ASKED' });
  });
});

describe('revealing a secret', () => {
  const [residents, labour] = sealed as [(typeof sealed)[0], (typeof sealed)[0]];
  const of = (change: object = {}) => ({
    own: labour,
    secret: bytes(1) as Uint8Array | null,
    by: ANA,
    now: minute(1),
    ...change,
  });
  it.each([
    ['when all have committed', sealed, of(), undefined],
    ['while others may still commit', [labour], of(), 'COMMITMENTS_OPEN'],
    ['when the time to commit is over', [labour], of({ now: minute(10) }), undefined],
    ['after the time', sealed, of({ now: minute(20) }), 'REVEALS_CLOSED'],
    ['by another person', sealed, of({ by: BO }), 'NOT_A_COMMITTER'],
    ['twice', revealed, of({ own: revealed[1] }), 'SECRET_REVEALED'],
    ['that is another one', sealed, of({ secret: bytes(2) }), 'SOURCE_NOT_VALID'],
    ['that is too short', sealed, of({ secret: bytes(1).slice(1) }), 'SOURCE_NOT_VALID'],
    ['that is no base64', sealed, of({ secret: null }), 'SOURCE_NOT_VALID'],
    ['of another sector', sealed, of({ own: { ...residents, personId: ANA } }), 'SOURCE_NOT_VALID'],
  ])('%s', (_what, secrets, reveal, code) => {
    expect(mayReveal('draw', draw, secrets, reveal)?.code).toBe(code);
  });

  it('opens the commitment to this draw and no other', () => {
    expect(mayReveal('other draw', draw, sealed, of())).toMatchObject({ code: 'SOURCE_NOT_VALID' });
  });
});

describe('settling by secrets', () => {
  it('takes all of them in the order of the sectors, as soon as they are there', () => {
    const output = createHash('sha256').update(bytes(1)).update(bytes(2)).digest('hex');
    const settling = settlingOf(draw, revealed, { output: null, now: minute(2) });
    if (isRefusal(settling)) throw new Error(settling.because);
    expect(outputText(settling, toHex)).toBe(output);
    expect(settling.missing).toEqual([]);
    expect(revealedOutput([RESIDENTS, LABOUR], revealed.toReversed())).toEqual(
      revealedOutput([LABOUR, RESIDENTS], revealed),
    );
  });

  it('names the sector that stayed away, and then what stands in', () => {
    const some = [revealed[0]!, sealed[1]!];
    expect(missingReveals([RESIDENTS, LABOUR], some)).toEqual([LABOUR]);
    for (const [output, now, expected] of [
      [null, minute(19), { code: 'SOURCE_NOT_VALID', missing: [LABOUR] }],
      ['sig', minute(19), { code: 'SOURCE_NOT_VALID', missing: [LABOUR] }],
      [
        null,
        minute(20),
        { code: 'SOURCE_NOT_VALID', because: expect.stringContaining(`round ${roundAfter(minute(20))}`) },
      ],
      ['sig', minute(20), { given: { output: 'sig' }, missing: [LABOUR] }],
    ] as const) {
      expect(settlingOf(draw, some, { output, now })).toMatchObject(expected);
    }
  });

  it('takes nothing else once all are revealed', () => {
    expect(settlingOf(draw, revealed, { output: 'sig', now: minute(30) })).toMatchObject({
      code: 'SOURCE_NOT_VALID',
    });
  });

  it('never depends on which secrets are missing but on those that are there', () => {
    fc.assert(
      fc.property(fc.subarray([0, 1]), (shown) => {
        const secrets = sealed.map((secret, at) => (shown.includes(at) ? revealed[at]! : secret));
        const settling = settlingOf(draw, secrets, { output: null, now: minute(2) });
        expect(isRefusal(settling)).toBe(shown.length < 2);
      }),
    );
  });
});

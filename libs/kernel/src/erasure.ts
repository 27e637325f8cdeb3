/**
 * On which ground personal data were erased: the grounds of GDPR article 17(1), letters a to f in this order; and
 * `RECTIFIED` for a value in whose place a right one was put (article 16).
 */
export type LegalBasis =
  | 'NO_LONGER_NEEDED'
  | 'CONSENT_WITHDRAWN'
  | 'OBJECTION'
  | 'UNLAWFUL'
  | 'LEGAL_OBLIGATION'
  | 'CHILD'
  | 'RECTIFIED';

/** Why and when something was erased: all that is left of it. */
export interface Erasure {
  readonly basis: LegalBasis;
  readonly at: Date;
}

const IN_WORDS: Readonly<Record<LegalBasis, string>> = {
  NO_LONGER_NEEDED: 'no longer needed',
  CONSENT_WITHDRAWN: 'consent withdrawn',
  OBJECTION: 'objection',
  UNLAWFUL: 'unlawfully processed',
  LEGAL_OBLIGATION: 'legal obligation',
  CHILD: 'collected from a child',
  RECTIFIED: 'rectified',
};

/** What stands in the place of something erased: `[erased, consent withdrawn, 2026-11-23]`. The day is that of UTC. */
export function erasedText({ basis, at }: Erasure): string {
  return `[erased, ${IN_WORDS[basis]}, ${at.toISOString().slice(0, 10)}]`;
}

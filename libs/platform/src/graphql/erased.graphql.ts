import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Erasure, LegalBasis } from '#kernel';
import { DateTime } from './scalars.js';

/** The grounds of erasure as the schema names them. */
export const LegalBases = {
  NO_LONGER_NEEDED: 'NO_LONGER_NEEDED',
  CONSENT_WITHDRAWN: 'CONSENT_WITHDRAWN',
  OBJECTION: 'OBJECTION',
  UNLAWFUL: 'UNLAWFUL',
  LEGAL_OBLIGATION: 'LEGAL_OBLIGATION',
  CHILD: 'CHILD',
  RECTIFIED: 'RECTIFIED',
} as const satisfies Record<LegalBasis, LegalBasis>;
registerEnumType(LegalBases, {
  name: 'LegalBasis',
  description: 'On which ground personal data are erased, by the letters of GDPR article 17(1).',
  valuesMap: {
    NO_LONGER_NEEDED: { description: 'They are no longer necessary for what they were collected for (a).' },
    CONSENT_WITHDRAWN: { description: 'The consent on which they rested was withdrawn (b).' },
    OBJECTION: { description: 'The person objects and nothing overrides the objection (c).' },
    UNLAWFUL: { description: 'They were processed unlawfully (d).' },
    LEGAL_OBLIGATION: { description: 'A legal obligation demands it (e).' },
    CHILD: { description: 'They were collected from a child by an online service (f).' },
    RECTIFIED: { description: 'A right value was put in the place of a wrong one (article 16).' },
  },
});

@ObjectType('Erased', { description: 'Why and when something was erased; the record of it stays.' })
export class ErasedObject implements Erasure {
  @Field(() => LegalBases, { description: 'The ground.' })
  basis!: LegalBasis;

  @Field(() => DateTime, { description: 'When.' })
  at!: Date;
}

import type { MethodsClause, ThresholdClause } from '#assembly';

/** What a motion of the technical committee of OpenStack takes beside a third of it: more for it than against. */
export const OPENSTACK_THRESHOLD: ThresholdClause = {
  topic: 'THRESHOLD',
  precedence: 1,
  source: { section: 'Motions', text: 'More votes for than against.', lang: 'en' },
  share: { num: 1, den: 2 },
  strict: true,
  base: 'DECISIVE',
};

/** How the leadership council of Rust decides: whoever objects holds it up. */
export const RUST_METHODS: MethodsClause = {
  topic: 'METHODS',
  precedence: 1,
  source: { section: 'Consent', text: 'A proposal passes where nobody objects.', lang: 'en' },
  methods: [{ question: 'MOTION', rule: 'consent@1', parameters: [], ties: 'OPEN' }],
};

/** How the TAG and the Advisory Board of the W3C are elected: by a single transferable vote, ties by numbers that are published after the vote (RFC 3797). */
export const W3C_METHODS: MethodsClause = {
  topic: 'METHODS',
  precedence: 1,
  source: {
    section: '3.3.3',
    text: 'A single transferable vote; ties are broken as in RFC 3797.',
    lang: 'en',
  },
  methods: [{ question: 'ELECTION', rule: 'stv-meek-prf@1', parameters: [], ties: 'DRAW' }],
};

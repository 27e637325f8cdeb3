import { said, type KeptTable, type RecordedSubject, type Said } from '#record';
import { canonicalize, sha256, toBase64, utf8 } from '#transparency';
import type { ProposalStage } from './proposal.types.js';

/** The digest of the text: told where the text is public, else that of the words which are committed to. */
const textDigest: Said = (subject, row) => {
  const told = subject.entries.findLast(({ body }) => Object.hasOwn(body, 'textNumber'));
  if (told && Object.hasOwn(told.body, 'text')) return said.fact('text')(subject, row);
  return digestOfWords(subject);
};

function digestOfWords({ committed: valueOf }: RecordedSubject) {
  const [title, text, salt] = [valueOf('title'), valueOf('text'), valueOf('salt')];
  if (title === undefined || text === undefined || salt === undefined) return undefined;
  return toBase64(sha256(utf8(canonicalize({ title, text, salt }))));
}

const STAGES: Readonly<Record<string, ProposalStage>> = {
  'proposal.drafted': 'DRAFT',
  'proposal.submitted': 'SUBMITTED',
  'proposal.admitted': 'ADMITTED',
  'proposal.put_to_vote': 'AT_VOTE',
  'proposal.decided': 'DECIDED',
  'proposal.sent_back': 'SENT_BACK',
  'proposal.withdrawn': 'WITHDRAWN',
};

/** An admitted proposal that is revised seeks co-sponsors again; of other entries each has its own stage. */
function stageAfter(kind: string, before: string): string {
  if (kind === 'proposal.revised') return before === 'ADMITTED' ? 'SUBMITTED' : before;
  return STAGES[kind] ?? before;
}

/** How the rows of this library follow from the record. */
export const proposalsTables: readonly KeptTable[] = [
  {
    table: 'proposal',
    brought: { 'proposal.drafted': said.once },
    columns: {
      body_id: said.fact('body'),
      proposer_id: said.beginner('proposer_id'),
      kind: said.fact('kind'),
      stage: ({ entries }) => entries.reduce((stage, { kind }) => stageAfter(kind, stage), ''),
      text_number: said.fact('textNumber'),
      text_digest: textDigest,
      drafted_at: said.begunAt,
      submitted_at: ({ entries }) => entries.find(({ kind }) => kind === 'proposal.submitted')?.at ?? null,
    },
  },
  {
    table: 'proposal_text',
    brought: { 'proposal.drafted': said.once, 'proposal.revised': said.once },
    columns: {
      proposal_id: said.itself,
      number: said.fact('textNumber'),
      digest: textDigest,
      written_at: said.begunAt,
    },
  },
  {
    table: 'co_sponsorship',
    brought: { 'proposal.co_sponsored': said.once },
    columns: {
      proposal_id: said.itself,
      text_number: said.fact('textNumber'),
      person_id: said.beginner('person_id'),
      organization_id: ({ entries }) => entries[0]?.actor.org ?? null,
      sector_id: said.fact('sector'),
      sponsored_at: said.instantOf('proposal.co_sponsored'),
    },
  },
];

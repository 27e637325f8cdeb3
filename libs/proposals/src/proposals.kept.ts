import { said, type KeptTable, type RecordedSubject, type Said } from '#record';
import { canonicalize, sha256, toBase64, utf8, type JsonValue } from '#transparency';
import type { ProposalStage } from './proposal.types.js';

/** The digest of the text: told where the text is public, else that of the words which are committed to. */
const textDigest: Said = (subject, row) => {
  const told = subject.entries.findLast(({ body }) => Object.hasOwn(body, 'textNumber'));
  if (told && Object.hasOwn(told.body, 'text')) return said.fact('text')(subject, row);
  return digestOfWords(subject);
};

function digestOfWords(subject: RecordedSubject) {
  const words: Record<string, JsonValue> = {};
  for (const field of ['title', 'text', 'salt', ...(amends(subject) ? ['amendment'] : [])]) {
    const value = subject.committed(field);
    if (value === undefined) return undefined;
    words[field] = value;
  }
  return toBase64(sha256(utf8(canonicalize(words))));
}

/** Whether the last text commits to an amendment. */
function amends({ entries }: RecordedSubject): boolean {
  const last = entries.findLast(({ commit }) => Object.hasOwn(commit, 'text'));
  return last !== undefined && Object.hasOwn(last.commit, 'amendment');
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
    isWholeBy: said.onlyOf(
      'proposal.submitted',
      'proposal.admitted',
      'proposal.withdrawn',
      'proposal.put_to_vote',
      'proposal.decided',
      'proposal.sent_back',
    ),
    columns: {
      body_id: said.fact('body'),
      proposer_id: said.beginner('proposer_id'),
      kind: said.fact('kind'),
      stage: ({ entries }) => entries.reduce((stage, { kind }) => stageAfter(kind, stage), ''),
      text_number: said.fact('textNumber'),
      text_digest: textDigest,
      amends,
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

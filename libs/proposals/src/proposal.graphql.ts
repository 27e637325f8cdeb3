import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { CharterAmendmentInput, QUESTION, type Question } from '#assembly';
import type { CoalitionId, MultilingualText, ProposalId } from '#kernel';
import {
  ActInput,
  ChangeInput,
  connectionOf,
  DateTime,
  Digest,
  NestedInput,
  Node,
  PageArgs,
  registerNoun,
  resultOf,
  TextField,
  TextInput,
  type LocalizedTextInput,
} from '#platform';
import { Receipt, type ReceiptRow } from '#record';
import { IsOptional, Min } from 'class-validator';
import type { Proposal, ProposalStage } from './proposal.types.js';

registerNoun('Proposal', 'pro');

const LONGEST_TITLE = 300;
const LONGEST_TEXT = 20_000;

const ProposalStages = {
  DRAFT: 'DRAFT',
  SUBMITTED: 'SUBMITTED',
  ADMITTED: 'ADMITTED',
  AT_VOTE: 'AT_VOTE',
  DECIDED: 'DECIDED',
  SENT_BACK: 'SENT_BACK',
  WITHDRAWN: 'WITHDRAWN',
} as const satisfies Record<ProposalStage, string>;
registerEnumType(ProposalStages, {
  name: 'ProposalStage',
  description: 'Where a proposal stands.',
  valuesMap: {
    DRAFT: { description: 'Its proposer works on it.' },
    SUBMITTED: { description: 'It seeks the co-sponsors that the charter asks for.' },
    ADMITTED: { description: 'Enough stand behind it: it can be put to the vote.' },
    AT_VOTE: { description: 'It is put to the vote, and its text is locked.' },
    DECIDED: { description: 'The body has decided on it.' },
    SENT_BACK: { description: 'The vote decided nothing; it can be revised and submitted again.' },
    WITHDRAWN: { description: 'Its proposer took it back.' },
  },
});

@ObjectType('ProposalText', {
  description: 'One text of a proposal; a revision makes another and leaves it as it is.',
})
export class ProposalTextObject {
  @Field(() => Int, { description: 'Its number, from 1.' })
  number!: number;

  @TextField('The title.')
  title!: MultilingualText;

  @TextField('The words.')
  text!: MultilingualText;

  @Field(() => Digest, {
    description: 'The SHA-256 of title and words as canonical JSON: what a vote names.',
  })
  digest!: string;

  @Field(() => DateTime, { description: 'When it was written.' })
  writtenAt!: Date;
}

@ObjectType('CoSponsorship', { description: 'Somebody who stands behind one text of a proposal.' })
export class CoSponsorshipObject {
  @Field(() => Int, { description: 'The number of the text.' })
  textNumber!: number;

  @Field(() => DateTime, { description: 'When they did so.' })
  sponsoredAt!: Date;
}

@ObjectType('Proposal', {
  implements: () => [Node],
  description: 'Something brought before a body to decide.',
})
export class ProposalObject extends Node {
  coalitionId!: CoalitionId;
  declare id: ProposalId;

  @Field(() => Int, { description: 'How often it has changed; from 1.' })
  version!: number;

  @Field(() => QUESTION, { description: 'What it asks.' })
  kind!: Question;

  @Field(() => ProposalStages, { description: 'Where it stands.' })
  stage!: ProposalStage;

  @TextField('The title of the text that stands.')
  title!: MultilingualText;

  @Field(() => Int, { description: 'Which text stands, from 1.' })
  textNumber!: number;

  @Field(() => Digest, { description: 'The digest of the text that stands.' })
  textDigest!: string;

  @Field(() => DateTime, { description: 'When it was begun.' })
  draftedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was first handed in; null for a draft.' })
  submittedAt!: Date | null;
}

export const ProposalConnection = connectionOf(ProposalObject, 'Proposal');

@ArgsType()
export class ProposalsArgs extends PageArgs {
  @Field(() => ID, { description: 'The body before which they were brought.' })
  body!: string;
}

@InputType({ description: 'A proposal to begin.' })
export class DraftProposalInput extends ActInput {
  @Field(() => ID, { description: 'The body that is to decide.' })
  bodyId!: string;

  @Field(() => QUESTION, { defaultValue: 'MOTION', description: 'What it asks of the body.' })
  kind!: Question;

  @TextInput('The title.', { max: LONGEST_TITLE })
  title!: LocalizedTextInput[];

  @TextInput('The words.', { max: LONGEST_TEXT })
  text!: LocalizedTextInput[];

  @Field(() => CharterAmendmentInput, {
    nullable: true,
    description: 'What it would change in the charter of the body; only a motion amends it.',
  })
  @IsOptional()
  @NestedInput(() => CharterAmendmentInput)
  amendment?: CharterAmendmentInput | null;
}

@InputType({ description: 'A new text for a proposal.' })
export class ReviseProposalInput extends ChangeInput {
  @Field(() => ID, { description: 'The proposal.' })
  proposalId!: string;

  @TextInput('The new title.', { max: LONGEST_TITLE })
  title!: LocalizedTextInput[];

  @TextInput('The new words.', { max: LONGEST_TEXT })
  text!: LocalizedTextInput[];

  @Field(() => CharterAmendmentInput, {
    nullable: true,
    description: 'What it would now change in the charter of the body; left out, nothing.',
  })
  @IsOptional()
  @NestedInput(() => CharterAmendmentInput)
  amendment?: CharterAmendmentInput | null;
}

@InputType({ description: 'A proposal as the caller has seen it.' })
export class SeenProposalInput extends ChangeInput {
  @Field(() => ID, { description: 'The proposal.' })
  proposalId!: string;
}

@InputType({ description: 'A text to stand behind.' })
export class CoSponsorInput extends ActInput {
  @Field(() => ID, { description: 'The proposal.' })
  proposalId!: string;

  @Field(() => Int, {
    description: 'The number of the text that you have read; if it was revised, you are told.',
  })
  @Min(1)
  textNumber!: number;
}

@ObjectType('ProposalChanged', { description: 'The act on the proposal is in the record.' })
export class ProposalChanged {
  @Field(() => ProposalObject, { description: 'The proposal as it stands now.' })
  proposal!: Proposal;

  @Field(() => Receipt, { description: 'The proof that the act is in the record.' })
  receipt!: ReceiptRow;
}

export const ProposalResult = resultOf('ProposalResult', ProposalChanged);

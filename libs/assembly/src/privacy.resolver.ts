import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { isRefusal } from '#kernel';
import { Access, notFound, parseGlobalId, Reading, readGlobalId, type GraphqlContext } from '#platform';
import { actorOf, answer, receiptOf } from '#record';
import { readOptionalId, readWords } from './inputs.js';
import { PEOPLE } from './person.queries.js';
import {
  DeclineErasureInput,
  DeclineErasureResult,
  ErasePersonalDataInput,
  ErasePersonalDataResult,
  RectifyPersonInput,
  RectifyPersonResult,
} from './privacy.graphql.js';
import { PersonalData } from './privacy.service.js';

/** What has words or names that can be erased. */
const ERASABLE: ReadonlySet<string> = new Set([
  'Person',
  'Proposal',
  'Decision',
  'Dissent',
  'Mandate',
  'Ballot',
]);

/** The thing that an id names. Throws NOT_FOUND for anything of which nothing can be erased. */
function readErasable(publicId: string) {
  const key = parseGlobalId(publicId);
  if (!key || !ERASABLE.has(key.noun)) throw notFound();
  return key;
}

@Resolver()
export class PrivacyResolver {
  constructor(
    private readonly personalData: PersonalData,
    private readonly reading: Reading,
  ) {}

  @Access('member')
  @Mutation(() => ErasePersonalDataResult, {
    description: 'Erases personal data or words, on a ground that the record keeps; a steward does.',
  })
  async erasePersonalData(
    @Args('input', { description: 'What to erase, and why.' }) input: ErasePersonalDataInput,
    @Context() { principal }: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, ...of } = readErasable(input.of);
    const { fields = null, basis } = input;
    const acted = await this.personalData.erase(actorOf(principal, coalitionId, 'erasePersonalData', input), {
      of,
      fields,
      basis,
      reference: readWords(input.reference),
      decisionId: readOptionalId('Decision', input.decidedBy),
    });
    return isRefusal(acted) ? acted : { ...acted.result, receipt: receiptOf(acted) };
  }

  @Access('member')
  @Mutation(() => DeclineErasureResult, {
    description: 'Records that a request for erasure is not followed, and why; a steward does.',
  })
  async declineErasure(
    @Args('input', { description: 'The request and the ground.' }) input: DeclineErasureInput,
    @Context() { principal }: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, ...of } = readErasable(input.of);
    const reference = readWords(input.reference);
    const acted = await this.personalData.decline(actorOf(principal, coalitionId, 'declineErasure', input), {
      of,
      ground: input.ground,
      reference,
    });
    return isRefusal(acted) ? acted : { receipt: receiptOf(acted) };
  }

  @Access('member')
  @Mutation(() => RectifyPersonResult, {
    description: 'Puts the name of a person right; the person or a steward does.',
  })
  async rectifyPerson(
    @Args('input', { description: 'The right name.' }) input: RectifyPersonInput,
    @Context() context: GraphqlContext,
  ): Promise<object> {
    const { coalitionId, id: personId } = readGlobalId('Person', input.personId);
    const { expectedVersion, eraseWrong } = input;
    const acted = await this.personalData.rectify(
      actorOf(context.principal, coalitionId, 'rectifyPerson', input),
      { personId, expectedVersion, name: readWords(input.name), eraseWrong },
    );
    return answer({ reading: this.reading, context }, acted, {
      noun: 'person',
      of: PEOPLE,
      id: ({ personId: id }) => id,
    });
  }
}

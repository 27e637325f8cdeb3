import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { AccountId, Refusal } from '#kernel';
import { Access } from '../access.js';
import { Fault } from '../fault.js';
import {
  inOrderOf,
  loader,
  NodeReaders,
  PageArgs,
  readGlobalId,
  type Connection,
  type GraphqlContext,
} from '../graphql/index.js';
import type { Principal } from '../principal.js';
import { AccessTokens, type AccessTokenMade, type AccessTokenRow } from './access-tokens.js';
import {
  AccessTokenConnection,
  CreateAccessTokenInput,
  CreateAccessTokenResult,
  RevokeAccessTokenInput,
  RevokeAccessTokenResult,
  Viewer,
} from './sign-in.graphql.js';
import { Viewers, type ViewerView } from './viewers.js';

@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(
    private readonly viewers: Viewers,
    private readonly tokens: AccessTokens,
    readers: NodeReaders,
  ) {
    readers.register('AccessToken', ({ id }, context) => this.#token(id, context));
  }

  @Access('public')
  @Query(() => Viewer, {
    nullable: true,
    description: 'The account that is calling; null for an anonymous caller.',
  })
  viewer(@Context() { principal }: GraphqlContext): Promise<ViewerView | null> {
    return this.viewers.of(principal);
  }

  @ResolveField(() => AccessTokenConnection, {
    nullable: true,
    description: 'The access tokens of the account, newest first; shown to a session, not to a token.',
  })
  accessTokens(
    @Parent() { principal }: ViewerView,
    @Args() page: PageArgs,
  ): Promise<Connection<AccessTokenRow>> {
    return this.tokens.list(holderOf(principal), page);
  }

  @Access('member')
  @Mutation(() => CreateAccessTokenResult, {
    description: 'Makes a personal access token and shows it this once.',
  })
  createAccessToken(
    @Args('input', { description: 'The token to make.' }) wish: CreateAccessTokenInput,
    @Context() { principal }: GraphqlContext,
  ): Promise<AccessTokenMade | Refusal> {
    return this.tokens.create(holderOf(principal), wish);
  }

  @Access('member')
  @Mutation(() => RevokeAccessTokenResult, {
    description: 'Ends a personal access token of the caller at once.',
  })
  async revokeAccessToken(
    @Args('input', { description: 'The token to end.' }) { accessTokenId }: RevokeAccessTokenInput,
    @Context() { principal }: GraphqlContext,
  ): Promise<{ accessToken: AccessTokenRow }> {
    const { id } = readGlobalId('AccessToken', accessTokenId);
    return { accessToken: await this.tokens.revoke(holderOf(principal), id) };
  }

  #token(id: string, context: GraphqlContext): Promise<AccessTokenRow | null> {
    const holder = holderOf(context.principal);
    return loader<string, AccessTokenRow | null>(context, 'AccessToken', async (ids) =>
      inOrderOf(ids, await this.tokens.find(holder, ids), (row) => row.id),
    ).load(id);
  }
}

/** Tokens are managed from a session only, so that a token that leaked makes and sees no others. */
function holderOf({ accountId, via }: Principal): AccountId {
  if (accountId !== null && via === 'session') return accountId;
  throw new Fault('FORBIDDEN', 'Access tokens are seen and changed only in a session: sign in by a link.');
}

import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, MaxLength } from 'class-validator';
import type { Principal } from '../principal.js';
import { connectionOf, DateTime, Node, registerNoun, resultOf } from '../graphql/index.js';
import type { AccessTokenScope } from './access-token.rules.js';
import type { AccessTokenMade, AccessTokenRow } from './access-tokens.js';
import type { SessionEnded } from './sign-in.service.js';
import type { ViewerView } from './viewers.js';

registerNoun('Account', 'acc', { standsAlone: true });
registerNoun('AccessToken', 'tok', { standsAlone: true });

const CREDENTIAL_KIND = { SESSION: 'SESSION', TOKEN: 'TOKEN' } as const;
registerEnumType(CREDENTIAL_KIND, {
  name: 'CredentialKind',
  description: 'How a caller proved who they are.',
  valuesMap: {
    SESSION: { description: 'By the cookie of a session that began with a sign-in link.' },
    TOKEN: { description: 'By a personal access token.' },
  },
});

const ACCESS_TOKEN_SCOPE = { READ: 'READ', ACT: 'ACT' } as const satisfies Record<AccessTokenScope, string>;
registerEnumType(ACCESS_TOKEN_SCOPE, {
  name: 'AccessTokenScope',
  description: 'What a personal access token is good for.',
  valuesMap: {
    READ: { description: 'Reading what the account may read; every token has it.' },
    ACT: { description: 'Doing what the account may do.' },
  },
});

@ObjectType('ViewerPerson', { description: 'The person that an account speaks for in one coalition.' })
export class ViewerPerson {
  @Field(() => ID, { description: 'The coalition.' })
  coalitionId!: string;

  @Field(() => ID, { description: 'The person in that coalition.' })
  personId!: string;
}

@ObjectType('AccessToken', {
  implements: () => [Node],
  description: 'A personal access token, by which a script acts for its account; its secret is not kept.',
})
export class AccessTokenObject extends Node implements AccessTokenRow {
  @Field(() => String, { description: 'What its holder calls it.' })
  label!: string;

  @Field(() => String, { description: 'The beginning of the token, by which its holder recognizes it.' })
  prefix!: string;

  @Field(() => [ACCESS_TOKEN_SCOPE], { description: 'What it is good for.' })
  scopes!: readonly AccessTokenScope[];

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'From when on it proves nothing.' })
  expiresAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was last used, to the minute; null if never.',
  })
  lastUsedAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When its holder ended it; null while it stands.' })
  revokedAt!: Date | null;
}

export const AccessTokenConnection = connectionOf(AccessTokenObject, 'AccessToken');

@ObjectType('Viewer', { description: 'The account that is calling, and how it proved so.' })
export class Viewer implements ViewerView {
  readonly principal!: Principal;

  @Field(() => ID, { description: 'The account.' })
  accountId!: string;

  @Field(() => String, { description: 'The mail address to which sign-in links go.' })
  email!: string;

  @Field(() => String, {
    description: 'The language in which the server writes to this account, as BCP 47 tag.',
  })
  locale!: string;

  @Field(() => String, { description: 'The time zone in which the account reads times, by its IANA name.' })
  zone!: string;

  @Field(() => Boolean, { description: 'True when the account may found a coalition on this server.' })
  isFounder!: boolean;

  @Field(() => CREDENTIAL_KIND, { description: 'How the account proved who it is.' })
  via!: 'SESSION' | 'TOKEN';

  @Field(() => Boolean, { description: 'True for a credential that may read but not act.' })
  isReadOnly!: boolean;

  @Field(() => DateTime, {
    description: 'When the session or token ends at the latest; a session ends sooner after 30 idle minutes.',
  })
  expiresAt!: Date;

  @Field(() => [ViewerPerson], { description: 'The person that the account speaks for in each coalition.' })
  persons!: ViewerPerson[];
}

@InputType({ description: 'Whom to send a sign-in link.' })
export class RequestSignInLinkInput {
  @Field(() => String, { description: 'The mail address of the account.' })
  @MaxLength(320)
  email!: string;
}

@ObjectType('SignInLinkRequested', {
  description: 'The answer to every request for a sign-in link, known or not.',
})
export class SignInLinkRequested {
  @Field(() => String, { description: 'What happens next, in one sentence for the reader.' })
  message!: string;

  @Field(() => Int, {
    description: 'Minutes in which the link works, only in the browser that asked for it.',
  })
  minutes!: number;
}

@InputType({ description: 'The link to sign in by.' })
export class SignInInput {
  @Field(() => String, { description: 'The last part of the address in the mail, behind /sign-in/.' })
  @MaxLength(200)
  token!: string;
}

@ObjectType('SignedIn', { description: 'A session has begun; its cookie came with this answer.' })
export class SignedIn {
  @Field(() => Viewer, { description: 'The account that signed in.' })
  viewer!: Viewer;
}

@ObjectType('SignedOut', { description: 'The session has ended.' })
export class SignedOut implements SessionEnded {
  @Field(() => DateTime, { description: 'When it ended.' })
  endedAt!: Date;
}

@InputType({ description: 'A personal access token to make.' })
export class CreateAccessTokenInput {
  @Field(() => String, { description: 'What its holder will recognize it by, 1 to 100 characters.' })
  @MaxLength(400)
  label!: string;

  @Field(() => [ACCESS_TOKEN_SCOPE], { description: 'What it is good for; READ is always among them.' })
  @ArrayMaxSize(2)
  scopes!: AccessTokenScope[];

  @Field(() => DateTime, { description: 'From when on it proves nothing; at most 366 days from now.' })
  expiresAt!: Date;
}

@ObjectType('AccessTokenCreated', { description: 'A token was made and is shown this once.' })
export class AccessTokenCreated implements AccessTokenMade {
  @Field(() => String, {
    description: 'The token itself, for the Authorization header behind the word Bearer.',
  })
  token!: string;

  @Field(() => AccessTokenObject, { description: 'What the server keeps of it.' })
  accessToken!: AccessTokenObject;
}

@InputType({ description: 'The personal access token to end.' })
export class RevokeAccessTokenInput {
  @Field(() => ID, { description: 'The token to end.' })
  accessTokenId!: string;
}

@ObjectType('AccessTokenRevoked', { description: 'The token has ended; it proves nothing from now on.' })
export class AccessTokenRevoked {
  @Field(() => AccessTokenObject, { description: 'The token that ended.' })
  accessToken!: AccessTokenObject;
}

export const RequestSignInLinkResult = resultOf('RequestSignInLinkResult', SignInLinkRequested);
export const SignInResult = resultOf('SignInResult', SignedIn);
export const SignOutResult = resultOf('SignOutResult', SignedOut);
export const CreateAccessTokenResult = resultOf('CreateAccessTokenResult', AccessTokenCreated);
export const RevokeAccessTokenResult = resultOf('RevokeAccessTokenResult', AccessTokenRevoked);

import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { isRefusal, type Refusal } from '#kernel';
import { Access } from '../access.js';
import { Fault } from '../fault.js';
import type { GraphqlContext } from '../graphql/index.js';
import { Cookies } from './cookies.js';
import { isSecret, newSecret } from './secret.js';
import {
  RequestSignInLinkInput,
  RequestSignInLinkResult,
  SignInInput,
  type SignInLinkRequested,
  SignInResult,
  SignOutResult,
} from './sign-in.graphql.js';
import { LINK_SECONDS, SESSION_SECONDS, SignIn, type SessionEnded } from './sign-in.service.js';
import { Viewers, type ViewerView } from './viewers.js';

@Resolver()
export class SignInResolver {
  constructor(
    private readonly signIns: SignIn,
    private readonly viewers: Viewers,
    private readonly cookies: Cookies,
  ) {}

  @Access('public')
  @Mutation(() => RequestSignInLinkResult, {
    description: 'Mails a sign-in link to an account; the answer is the same when there is no such account.',
  })
  async requestSignInLink(
    @Args('input', { description: 'Whom to send a link.' }) { email }: RequestSignInLinkInput,
    @Context() { request, reply }: GraphqlContext,
  ): Promise<Pick<SignInLinkRequested, 'message' | 'minutes'>> {
    const known = this.cookies.read('browser', request.headers.cookie);
    const browser = known !== null && isSecret(known) ? known : newSecret();
    await this.signIns.requestLink(email, { browser, address: request.ip });
    reply.header('set-cookie', this.cookies.write('browser', browser, LINK_SECONDS));
    return {
      message: 'If an account has this address, a link to sign in is on its way to it.',
      minutes: LINK_SECONDS / 60,
    };
  }

  @Access('public')
  @Mutation(() => SignInResult, {
    description: 'Signs in by a link that was mailed, once, and hands over the cookie of a new session.',
  })
  async signIn(
    @Args('input', { description: 'The link.' }) { token }: SignInInput,
    @Context() { request, reply }: GraphqlContext,
  ): Promise<{ viewer: ViewerView } | Refusal> {
    const { cookie } = request.headers;
    const begun = await this.signIns.enter(
      token,
      this.cookies.read('browser', cookie),
      this.cookies.read('session', cookie),
    );
    if (isRefusal(begun)) return begun;
    reply.header('set-cookie', this.cookies.write('session', begun.secret, SESSION_SECONDS));
    reply.header('set-cookie', this.cookies.clear('browser'));
    return { viewer: await this.viewers.ofSession(begun.secret) };
  }

  @Access('member')
  @Mutation(() => SignOutResult, { description: 'Ends the session of the caller and takes its cookie back.' })
  async signOut(@Context() { principal, reply }: GraphqlContext): Promise<SessionEnded> {
    if (principal.via !== 'session' || principal.credentialId === null) {
      throw new Fault('FORBIDDEN', 'Only a session signs out; an access token is revoked.');
    }
    const ended = await this.signIns.leave(principal.credentialId);
    reply.header('set-cookie', this.cookies.clear('session'));
    return ended;
  }
}

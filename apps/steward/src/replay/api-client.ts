import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandProblem } from '../problems.js';

/** A running server, and how its operator lets somebody in. */
export interface ReplayApi {
  /** Where it is reached. */
  readonly url: string;
  /** Makes the path of a link that signs in once as the account of this address. */
  issueLink(email: string, rights: { readonly founder: boolean }): Promise<string>;
}

/** What a mutation answers: its payload, or a refusal that is told apart by `because`. */
type Answered<Payload> = Payload & { readonly because?: string };

interface GraphqlAnswer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string };
  }[];
}

/** How long to wait before asking a busy server again, in milliseconds: it takes no more than it can answer. */
const PAUSES = [250, 500, 1000, 2000, 4000];

/** Somebody at the API, over HTTP: with the cookie of their own session, or without one. */
export class ApiClient {
  private constructor(
    private readonly url: string,
    private readonly cookie: string | null,
    private readonly interrupted: AbortSignal,
  ) {}

  /** Signs in as a browser does: by the form behind a link. */
  static async signIn(
    api: ReplayApi,
    email: string,
    interrupted: AbortSignal,
    rights = { founder: false },
  ): Promise<ApiClient> {
    const link = await api.issueLink(email, rights);
    const response = await fetch(new URL('/sign-in', api.url), {
      method: 'POST',
      body: new URLSearchParams({ token: link.replace('/sign-in/', '') }),
      redirect: 'manual',
      signal: interrupted,
    });
    await response.arrayBuffer();
    const session = response.headers.getSetCookie().find((cookie) => /^(__Host-)?quorate=[^;]/.test(cookie));
    if (session === undefined)
      throw new CommandProblem(`${email} was not signed in: the server answers ${response.status}.`);
    return new ApiClient(api.url, session.slice(0, session.indexOf(';')), interrupted);
  }

  /**
   * Asks a question, and again when the server says that it is too busy: an act carries its key, so that it happens
   * once. Rejects with the server's own sentence when it answers with another error, or stays busy.
   */
  async ask<Data>(query: string, variables: object): Promise<Data> {
    for (let attempt = 0; ; attempt += 1) {
      const { status, data, errors } = await this.send<Data>(query, variables);
      if (data !== undefined && data !== null && errors === undefined) return data;
      const wait = errors?.[0]?.extensions?.code === 'UNAVAILABLE' ? PAUSES[attempt] : undefined;
      if (wait === undefined)
        throw new CommandProblem(`The server answers: ${errors?.[0]?.message ?? `HTTP ${status}`}`);
      await pause(wait, undefined, { signal: this.interrupted });
    }
  }

  private async send<Data>(
    query: string,
    variables: object,
  ): Promise<GraphqlAnswer<Data> & { readonly status: number }> {
    const response = await fetch(new URL('/graphql', this.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(this.cookie !== null && { cookie: this.cookie }),
      },
      body: JSON.stringify({ query, variables }),
      signal: this.interrupted,
    });
    // The documents are held to the committed schema, which is what gives the answers their types.
    return { ...((await response.json()) as GraphqlAnswer<Data>), status: response.status };
  }

  /**
   * Acts. Rejects with the refusal's sentence when a rule says no.
   *
   * @param document a mutation whose one field is called `act`
   */
  async act<Payload>(document: string, input: object, key: string = randomUUID()): Promise<Payload> {
    const { act } = await this.ask<{ act: Answered<Payload> }>(document, {
      input: { ...input, idempotencyKey: key },
    });
    if (act.because !== undefined) throw new CommandProblem(act.because);
    return act;
  }
}

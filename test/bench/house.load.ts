import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** One request to send: its body, and the session of whoever sends it. */
export interface Sent {
  readonly body: string;
  readonly session?: string;
}

/** Sends JSON to one server over connections that are kept alive. */
export class Client {
  readonly #agent: http.Agent;
  readonly #address: URL;

  constructor(url: string, path: string, connections: number) {
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: connections });
    this.#address = new URL(path, url);
  }

  /** @throws Error with what was answered, when it is not 200 with the text that is expected in it */
  async send({ body, session }: Sent, expected: string): Promise<string> {
    const text = await new Promise<string>((resolve, reject) => {
      const headers: http.OutgoingHttpHeaders = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(session === undefined ? {} : { cookie: `quorate=${session}` }),
      };
      const request = http.request(this.#address, { method: 'POST', agent: this.#agent, headers });
      request.on('error', reject).on('response', (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (piece: string) => (answer += piece));
        response.on('error', reject).on('end', () => resolve(answer));
      });
      request.end(body);
    });
    if (!text.includes(expected)) throw new Error(`${this.#address.href} answered ${text}`);
    return text;
  }

  /** Sends so many requests, `lanes` at a time. */
  async repeat(times: number, lanes: number, make: () => Sent, expected: string): Promise<void> {
    let left = times;
    const lane = async () => {
      while (left-- > 0) await this.send(make(), expected);
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  /**
   * Sends requests at a steady rate whether or not the earlier ones are answered, as voters do.
   *
   * @param seconds how long
   * @param seen looks at each answer
   * @returns milliseconds from the instant at which each was due until it was answered, ascending
   */
  async stream(
    perSecond: number,
    seconds: number,
    make: () => Sent,
    expected: string,
    seen: (answer: string) => void = () => undefined,
  ): Promise<number[]> {
    const start = performance.now();
    const answers: Promise<number>[] = [];
    while (answers.length < perSecond * seconds) {
      const due = start + (answers.length * 1000) / perSecond;
      if (due > performance.now()) {
        await pause(Math.max(1, due - performance.now()));
        continue;
      }
      answers.push(
        this.send(make(), expected).then((answer) => {
          seen(answer);
          return performance.now() - due;
        }),
      );
    }
    return (await Promise.all(answers)).sort((a, b) => a - b);
  }

  close(): void {
    this.#agent.destroy();
  }
}

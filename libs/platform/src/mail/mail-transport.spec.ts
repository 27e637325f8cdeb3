import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import type { Log } from '../logging.js';
import { LogTransport, mailTransport, SmtpTransport } from './mail-transport.js';

/** A mail server that takes every message, or refuses every reader. */
class MailServer {
  readonly received: string[] = [];
  #server: Server | null = null;

  async listen(isRefusing = false): Promise<string> {
    this.#server = createServer((socket) => {
      let inData = false;
      socket.write('220 test\r\n');
      createInterface({ input: socket }).on('line', (line) => {
        this.received.push(line);
        if (inData) {
          inData = line !== '.';
          if (!inData) socket.write('250 taken\r\n');
        } else if (line === 'DATA') {
          inData = true;
          socket.write('354 go on\r\n');
        } else if (line.startsWith('RCPT') && isRefusing) {
          socket.write('550 no such reader\r\n');
        } else {
          socket.write(line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
        }
      });
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `smtp://127.0.0.1:${(this.#server.address() as AddressInfo).port}?ignoreTLS=true`;
  }

  close(): void {
    this.#server?.close();
  }
}

const mail = {
  to: 'ada@example.org',
  subject: 'Sign in',
  text: 'Open this:\n\nhttps://example.org/sign-in/abc\n',
};

function logBook() {
  const lines: [string, unknown][] = [];
  const keep = (message: string, facts: unknown) => void lines.push([message, facts]);
  const log: Log = { info: keep, warn: keep, error: keep };
  return { lines, log };
}

describe('mail by a mail server', () => {
  let server: MailServer;

  beforeEach(() => {
    server = new MailServer();
  });

  afterEach(() => server.close());

  it('goes to its one reader as plain text', async () => {
    const transport = new SmtpTransport(await server.listen(), 'Quorate <quorate@example.org>');
    await transport.send(mail);
    expect(server.received).toEqual(
      expect.arrayContaining([
        'MAIL FROM:<quorate@example.org>',
        'RCPT TO:<ada@example.org>',
        'From: Quorate <quorate@example.org>',
        'To: ada@example.org',
        'Subject: Sign in',
        'Content-Type: text/plain; charset=utf-8',
        'https://example.org/sign-in/abc',
      ]),
    );
    expect(server.received.filter((line) => line.startsWith('RCPT'))).toHaveLength(1);
  });

  it('cannot be bent to other readers or headers', async () => {
    const transport = new SmtpTransport(await server.listen(), 'quorate@example.org');
    await transport.send({ ...mail, subject: 'Sign in\r\nBcc: everyone@example.org' });
    expect(server.received.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<ada@example.org>']);
    expect(server.received.some((line) => /^bcc:/i.test(line))).toBe(false);
  });

  it('fails when the mail server refuses the reader', async () => {
    const transport = new SmtpTransport(await server.listen(true), 'quorate@example.org');
    await expect(transport.send(mail)).rejects.toThrow();
  });
});

describe('the way mail leaves', () => {
  const settings = { smtpUrl: null, mailFrom: 'quorate@example.org', production: false };

  it('is the mail server of the settings, where there is one', () => {
    const { log, lines } = logBook();
    for (const production of [true, false]) {
      const smtpUrl = 'smtp://mail.example.org';
      expect(mailTransport({ ...settings, smtpUrl, production }, log)).toBeInstanceOf(SmtpTransport);
    }
    expect(lines).toEqual([]);
  });

  it('is the log of a development server, with the link on a line of its own', async () => {
    const { log, lines } = logBook();
    const transport = mailTransport(settings, log);
    expect(transport).toBeInstanceOf(LogTransport);
    await transport?.send(mail);
    expect(lines).toEqual([
      [
        expect.stringContaining('not sent'),
        { to: mail.to, subject: mail.subject, lines: ['Open this:', 'https://example.org/sign-in/abc'] },
      ],
    ]);
  });

  it('is none in production without a mail server, and the operator is told once', () => {
    const { log, lines } = logBook();
    expect(mailTransport({ ...settings, production: true }, log)).toBeNull();
    expect(lines).toHaveLength(1);
    expect(lines[0]?.[0]).toContain('SMTP_URL');
  });
});

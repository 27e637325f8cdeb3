import { createTransport } from 'nodemailer';
import type { Config } from '../config.js';
import type { Log } from '../logging.js';
import type { Mail, MailTransport } from './mail.js';

/**
 * Chooses how messages leave: by the mail server of the settings; in development without one into the server's
 * log, where the developer opens the link; in production without one not at all, because a log is no place for
 * links that sign in.
 */
export function mailTransport(
  config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'production'>,
  log: Log,
): MailTransport | null {
  if (config.smtpUrl !== null) return new SmtpTransport(config.smtpUrl, config.mailFrom);
  if (!config.production) return new LogTransport(log);
  log.warn('No mail can be sent: set SMTP_URL. Until then nobody can ask for a sign-in link.');
  return null;
}

/** Sends through a mail server (RFC 5321). */
export class SmtpTransport implements MailTransport {
  readonly #transporter;

  constructor(
    url: string,
    private readonly from: string,
  ) {
    this.#transporter = createTransport({
      url,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 20_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  /** @throws the mail server's error; its text may name the reader, so it belongs into no log */
  async send({ to, subject, text }: Mail): Promise<void> {
    await this.#transporter.sendMail({ from: this.from, to: { name: '', address: to }, subject, text });
  }
}

/** Writes messages to the log of a development server instead of sending them. */
export class LogTransport implements MailTransport {
  constructor(private readonly log: Log) {}

  send({ to, subject, text }: Mail): Promise<void> {
    const lines = text.split('\n').filter((line) => line !== '');
    this.log.info('Mail that is not sent, because SMTP_URL is not set', { to, subject, lines });
    return Promise.resolve();
  }
}

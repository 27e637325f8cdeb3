/** One plain-text message to one reader. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands a message to whatever carries it; resolves when it was taken over. The one thing that tests replace. */
export interface MailTransport {
  send(mail: Mail): Promise<void>;
}

/** Injection token of the {@link MailTransport}, or of null where a production server has no mail server. */
export const MAIL_TRANSPORT = Symbol('MailTransport');

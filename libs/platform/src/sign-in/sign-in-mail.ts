import type { Mail } from '../mail/mail.js';

/** The message that carries a sign-in link: which server, what to do, and what to do when nobody asked for it. */
export function signInMail(to: string, origin: string, path: string, minutes: number): Mail {
  const { host } = new URL(origin);
  return {
    to,
    subject: `Sign in to ${host}`,
    text: [
      `Somebody asked to sign in to ${origin} with this address.`,
      '',
      `If it was you, open this link within ${minutes} minutes, in the browser in which you asked for it:`,
      '',
      `${origin}${path}`,
      '',
      'The link works once. If it was not you, delete this message: nobody can sign in without the link.',
      `Nobody of ${host} will ever ask you for it.`,
      '',
    ].join('\n'),
  };
}

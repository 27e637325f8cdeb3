import { createHash } from 'node:crypto';
import { newSecret } from './secret.js';
import { signInMail } from './sign-in-mail.js';
import { confirmPage, PAGE_HEADERS, refusedPage } from './sign-in.page.js';

describe('the page behind a sign-in link', () => {
  const secret = newSecret();
  const html = confirmPage('quorate.example.org', secret);

  it('has one button, which posts the secret to this server', () => {
    expect(html.match(/<button /g)).toHaveLength(1);
    expect(html).toContain('<form method="post" action="/sign-in">');
    expect(html).toContain(`<input type="hidden" name="token" value="${secret}">`);
  });

  it('can be read by screen readers: a language, a title and a heading', () => {
    for (const page of [html, refusedPage('No.')]) {
      expect(page).toMatch(/<html lang="en">/);
      expect(page).toMatch(/<title>[^<]+<\/title>/);
      expect(page).toMatch(/<main>\s*<h1>[^<]+<\/h1>/);
    }
  });

  it('carries the one style that its policy allows, and no script', () => {
    const style = /<style>(.*)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(PAGE_HEADERS['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
    expect(PAGE_HEADERS['content-security-policy']).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|\son\w+=/i);
  });
});

describe('the mail with a sign-in link', () => {
  const mail = signInMail('ada@example.org', 'https://quorate.example.org', '/sign-in/abc', 10);

  it('names the server, gives the link on a line of its own and says what to do when nobody asked', () => {
    expect(mail.to).toBe('ada@example.org');
    expect(mail.subject).toBe('Sign in to quorate.example.org');
    expect(mail.text.split('\n')).toContain('https://quorate.example.org/sign-in/abc');
    expect(mail.text).toContain('within 10 minutes');
    expect(mail.text).toContain('If it was not you, delete this message');
  });
});

import { createHash } from 'node:crypto';

const STYLE =
  'body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem}' +
  'button{font:inherit;padding:.6rem 1.2rem;cursor:pointer}';

/** Headers of the sign-in pages: nothing is loaded, framed, kept or told to other sites; forms go only here. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  // Browsers send the form's Origin under this policy, and no other site ever sees the link.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

/**
 * The page behind a sign-in link. Looking at it changes nothing, because mail scanners follow links: only its
 * button, which posts the form, uses the link up.
 *
 * @param secret base64url text, which needs no escaping
 */
export function confirmPage(host: string, secret: string): string {
  return page(
    `Sign in to ${host}`,
    `<p>You are one step away from ${host}.</p>
<form method="post" action="/sign-in">
<input type="hidden" name="token" value="${secret}">
<button type="submit">Sign in</button>
</form>
<p>The link works once. If you did not ask for it, close this page.</p>`,
  );
}

/** The page that says in one sentence why nobody was signed in; the sentence is our own and needs no escaping. */
export function refusedPage(because: string): string {
  return page('Not signed in', `<p role="alert">${because}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

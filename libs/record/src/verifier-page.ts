import { createHash } from 'node:crypto';

const STYLE =
  'body{font:1.125rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}' +
  'pre{white-space:pre-wrap;overflow-wrap:anywhere}p{overflow-wrap:anywhere}' +
  'button{font:inherit;padding:.6rem 1.2rem;cursor:pointer}';

/** Headers of the page: it runs and asks nothing but this server, and no other page frames it. */
export const VERIFIER_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/** Begins the verification when the page is read; a file of its own, because the page runs no script within itself. */
export const VERIFIER_START = 'QuorateVerifier.verifyOnPage(globalThis);\n';

/**
 * The page on which a browser verifies a log by itself.
 *
 * @param slug of the log: letters, digits and hyphens, which need no escaping
 */
export function verifierPage(slug: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Verify the record of ${slug}</title>
<style>${STYLE}</style>
<script src="../verifier.js" defer></script>
<script src="../verify.js" defer></script>
</head>
<body>
<main>
<h1>Verify the record of <bdi>${slug}</bdi></h1>
<p>Your browser reads the whole public record and checks it by itself. The server is not asked whether it is right.</p>
<noscript><p>This page needs JavaScript. Without it, anyone can verify the record with the command
<code>steward verify</code> and the address of this page without its last word.</p></noscript>
<h2>Result</h2>
<p id="verdict" role="status" aria-live="polite"></p>
<p id="progress" role="status" aria-live="polite"></p>
<p id="trust" dir="auto"></p>
<button id="forget" type="button" hidden>Forget what this browser keeps of this record, and verify again</button>
<h2>What this checks</h2>
<ul>
<li>The record is signed by the key that your browser kept at your first visit.</li>
<li>It goes on from what you verified last time: nothing was taken out or rewritten since.</li>
<li>Every entry is under the signed head, well formed, and in its place.</li>
<li>Every closed vote is counted again from its ballots, by its own rule.</li>
</ul>
<h2>What this cannot check</h2>
<ul>
<li>Whether the key is the right one, at your first visit: compare it with one from another place.</li>
<li>What was never recorded, and whether what was recorded is true.</li>
<li>This page itself, which comes from the same server: to be sure, verify with a copy of the program that you keep.</li>
</ul>
<h2>Report</h2>
<pre id="report" dir="auto" tabindex="0" aria-label="Report of the verification"></pre>
</main>
</body>
</html>
`;
}

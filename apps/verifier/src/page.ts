import { isRefusal } from '#kernel';
import { formatVerifierKey, parsePolicy, utf8Text } from '#transparency';
import { verify } from './verify.js';

/** What the page uses of an element. */
interface Place {
  textContent: string | null;
  hidden: boolean;
  onclick: (() => unknown) | null;
}

/** What the page uses of a browser. */
export interface Browser {
  readonly document: { getElementById(id: string): Place | null };
  readonly location: { readonly pathname: string };
  fetch(url: string): Promise<{
    readonly ok: boolean;
    readonly status: number;
    arrayBuffer(): Promise<ArrayBuffer>;
  }>;
  /** Reading it throws where its user forbids pages to keep anything. */
  readonly localStorage: Memory;
}

interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** What a browser keeps of a log from its first visit on. */
interface Kept {
  /** The policy of the first visit: whose signatures count from then on. */
  readonly policy: string;
  /** The last checkpoint that was verified: what the record must go on from. */
  readonly checkpoint: string;
}

/**
 * Verifies the log that the page belongs to and tells on the page what was found. The key that the log serves at the
 * first visit is kept, with the last checkpoint that was verified; from then on the log is held to both.
 */
export async function verifyOnPage(browser: Browser): Promise<void> {
  const prefix = browser.location.pathname.replace(/[^/]*$/, '');
  const memory = memoryOf(browser);
  const name = `quorate-verifier:${prefix}`;
  const kept = keptIn(memory, name);
  const tell = (id: string, text: string) => {
    const place = browser.document.getElementById(id);
    if (place) place.textContent = text;
  };
  offerToForget(browser, memory, name);
  tell('verdict', 'Verifying …');

  const read = new Map<string, Uint8Array>();
  try {
    const found = await verify({
      read: async (file) => {
        const bytes = await fetchFile(browser, `${prefix}${file}`);
        if (bytes && (file === 'policy' || file === 'checkpoint')) read.set(file, bytes);
        return bytes;
      },
      ...(kept && { policy: kept.policy, prior: [kept.checkpoint] }),
      onProgress: inTenths((percent) => tell('progress', `${percent} % of the entries are checked.`)),
    });
    const policy = kept?.policy ?? textOf(read.get('policy'));
    const checkpoint = textOf(read.get('checkpoint'));
    const keeps = found.verified && memory !== null;
    if (keeps) memory.setItem(name, JSON.stringify({ policy, checkpoint }));
    tell('verdict', found.verified ? 'Verified: the record holds.' : 'Refused: the record does not hold.');
    tell('trust', trustIn(policy, kept !== null, keeps));
    tell('report', found.text);
  } catch (error) {
    tell('verdict', 'Not verified: the record could not be read to its end.');
    tell('report', error instanceof Error ? error.message : String(error));
  }
  tell('progress', '');
}

function trustIn(policy: string, isHeld: boolean, keeps: boolean): string {
  const keys = `the key ${keysIn(policy)}`;
  if (isHeld) return `The record was held to ${keys}, which this browser has kept since your first visit.`;
  const compare = 'Compare it with one that you have from another place.';
  return keeps
    ? `This was your first visit: ${keys} was taken from the server itself and is kept from now on. ${compare}`
    : `Nothing is kept of this visit: ${keys} was taken from the server itself. ${compare}`;
}

function keysIn(text: string): string {
  const policy = parsePolicy(text);
  return isRefusal(policy) ? '(none)' : policy.logs.map(({ key }) => formatVerifierKey(key)).join(', ');
}

function textOf(bytes: Uint8Array | undefined): string {
  return (bytes && utf8Text(bytes)) ?? '';
}

/** The browser's memory; null where its user forbids it. */
function memoryOf(browser: Browser): Memory | null {
  try {
    return browser.localStorage;
  } catch {
    return null;
  }
}

function keptIn(memory: Memory | null, name: string): Kept | null {
  const text = memory?.getItem(name) ?? null;
  // Only this page writes under this name.
  return text === null ? null : (JSON.parse(text) as Kept);
}

function offerToForget(browser: Browser, memory: Memory | null, name: string): void {
  const button = browser.document.getElementById('forget');
  if (!button || !memory) return;
  button.hidden = false;
  button.onclick = () => {
    memory.removeItem(name);
    return verifyOnPage(browser);
  };
}

async function fetchFile(browser: Browser, url: string): Promise<Uint8Array | null> {
  const response = await browser.fetch(url);
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok) throw new Error(`${url} cannot be read: the server answers ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Tells each tenth once: who listens to the page instead of looking at it is not to be talked over. */
function inTenths(tell: (percent: number) => void): (verified: number, size: number) => void {
  let told = 0;
  return (verified, size) => {
    const percent = Math.floor((verified / size) * 10) * 10;
    if (percent <= told) return;
    told = percent;
    tell(percent);
  };
}

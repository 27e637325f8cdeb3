/** Where a command writes: `process.stdout` and `process.stderr`, or what a test reads. */
export interface Output {
  write(text: string): unknown;
  /** True where a person is looking on. */
  readonly isTTY?: boolean;
}

/** The two outputs of a process, and its clock in milliseconds, which only paces progress. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  readonly now: () => number;
}

/** Control characters, and those that turn the direction of text: a terminal would obey them. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text from elsewhere as it may be shown: what a terminal would obey is written out as its code. */
export function shown(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A whole number with its thousands set apart, as people read it. */
export function counted(number: number): string {
  return number.toLocaleString('en');
}

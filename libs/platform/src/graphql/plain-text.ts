import { normalizeText } from '#kernel';
import { ValidateBy } from 'class-validator';

const CONTROL = /(?![\t\n])\p{Control}/u;

/** How many characters a text has, as Unicode code points. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Words a person may write: not blank, no half characters, no control characters but tab and line feed. */
export function isPlainText(value: unknown, max: number): value is string {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= 2 * max &&
    lengthOf(value) <= max &&
    !CONTROL.test(value) &&
    normalizeText(value) !== null
  );
}

/**
 * Validates a text field of an input.
 *
 * @param max characters that it may have, counted as Unicode code points
 */
export function PlainText({ max, each = false }: { max: number; each?: boolean }): PropertyDecorator {
  return ValidateBy(
    {
      name: 'plainText',
      validator: {
        validate: (value) => isPlainText(value, max),
        defaultMessage: () => `$property must be text of 1 to ${max} characters without control characters`,
      },
    },
    { each },
  );
}

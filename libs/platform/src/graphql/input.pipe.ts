import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { Fault } from '../fault.js';
import { instantiate } from './nested-input.js';

const UNTYPED = new Set<unknown>([undefined, String, Number, Boolean, Array, Object, Date]);

/** The first broken rule as one sentence that names the field by its path. */
function sentenceOf(errors: readonly ValidationError[], path = ''): string | null {
  for (const error of errors) {
    const here = path === '' ? error.property : `${path}.${error.property}`;
    const [message] = Object.values(error.constraints ?? {});
    if (message?.startsWith(error.property) === true)
      return `${here}${message.slice(error.property.length)}.`;
    if (message !== undefined) return `${here}: ${message}.`;
    const below = sentenceOf(error.children ?? [], here);
    if (below !== null) return below;
  }
  return null;
}

/**
 * Makes the arguments of an operation instances of their classes and checks the rules written there. What GraphQL
 * does not know is refused before: unknown fields, missing ones, wrong types.
 *
 * @throws Fault BAD_USER_INPUT that names the first field in one sentence
 */
@Injectable()
export class InputPipe implements PipeTransform<unknown, unknown> {
  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    // Nest names the arguments of an operation `body`; parents, contexts and custom parameters are our own.
    if (type !== 'body' || UNTYPED.has(metatype) || typeof value !== 'object' || value === null) return value;
    const input = instantiate(metatype as new () => object, value);
    const errors = validateSync(input, { stopAtFirstError: true, forbidUnknownValues: false });
    const sentence = sentenceOf(errors, data);
    if (sentence !== null) throw new Fault('BAD_USER_INPUT', sentence);
    return input;
  }
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import * as documents from './documents.js';

const file = path.resolve(import.meta.dirname, '../../../../test/schema.graphql');
const schema = buildSchema(readFileSync(file, 'utf8'));

describe('the documents of a replay', () => {
  it.each(Object.entries(documents))('%s fits the committed schema', (_name, document) => {
    expect(validate(schema, parse(document))).toEqual([]);
  });
});

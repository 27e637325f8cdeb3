import type { DocumentNode, GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';

type State = CompiledQuery | 'seen' | 'not compilable';

/**
 * Operations as functions. One is compiled when its document comes for the second time, so that documents made up for
 * one request cost no compilation. What is compiled lives as long as Apollo keeps the document.
 */
export class CompiledOperations {
  readonly #byDocument = new WeakMap<DocumentNode, Map<string | null, State>>();

  /** The compiled operation; null while graphql-js has to execute it. */
  get(schema: GraphQLSchema, document: DocumentNode, operationName: string | null): CompiledQuery | null {
    const states = this.#byDocument.get(document) ?? new Map<string | null, State>();
    this.#byDocument.set(document, states);
    const state = states.get(operationName);
    if (state === undefined) {
      states.set(operationName, 'seen');
      return null;
    }
    if (state !== 'seen') return state === 'not compilable' ? null : state;
    const compiled = compileQuery(schema, document, operationName ?? undefined, {
      disablingCapturingStackErrors: true,
    });
    states.set(operationName, isCompiledQuery(compiled) ? compiled : 'not compilable');
    return isCompiledQuery(compiled) ? compiled : null;
  }
}

import type { INestApplicationContext } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { RESOLVER_NAME_METADATA, RESOLVER_TYPE_METADATA } from '@nestjs/graphql/dist/graphql.constants.js';
import { accessOf, type AccessLevel } from '../access.js';

/** A root field of the schema, with what its resolver declares. */
export interface RootOperation {
  readonly kind: 'Query' | 'Mutation' | 'Subscription';
  readonly name: string;
  /** Undefined where nothing is declared: such an operation is open to nobody. */
  readonly access: AccessLevel | undefined;
}

/** Every root operation of the running application, from which the matrix of roles is drawn up. */
export function listOperations(app: INestApplicationContext): RootOperation[] {
  const scanner = new MetadataScanner();
  const operations = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.providers.values()])
    .flatMap(({ instance }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      const prototype: object = Object.getPrototypeOf(instance) as object;
      return scanner.getAllMethodNames(prototype).flatMap((name) => operationOf(prototype, name));
    });
  return [...new Map(operations.map((operation) => [operation.name, operation])).values()];
}

function operationOf(prototype: object, method: string): RootOperation[] {
  const handler: unknown = Reflect.get(prototype, method);
  if (typeof handler !== 'function') return [];
  const kind: unknown = Reflect.getMetadata(RESOLVER_TYPE_METADATA, handler);
  const name: unknown = Reflect.getMetadata(RESOLVER_NAME_METADATA, handler) ?? method;
  if (kind !== 'Query' && kind !== 'Mutation' && kind !== 'Subscription') return [];
  return [{ kind, name: String(name), access: accessOf(handler, prototype.constructor) }];
}

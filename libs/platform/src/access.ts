import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { OperationTypeNode, type GraphQLResolveInfo } from 'graphql';
import { Fault } from './fault.js';
import type { GraphqlContext } from './graphql/context.js';
import type { Principal } from './principal.js';

/** `public`: anyone. `member`: any signed-in account. `founder`: an account that may found coalitions. */
export type AccessLevel = 'public' | 'member' | 'founder';

const ACCESS = 'quorate:access';
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Says who may call a root operation or HTTP route at all. Every one declares it: what declares nothing is open to
 * nobody. Whether this person may do this to this subject is asked inside the act, on the locked state.
 */
export const Access = (level: AccessLevel) => SetMetadata(ACCESS, level);

/** The declared level of a method, else of its class; undefined where nothing is declared. */
export function accessOf(method: object, owner: object): AccessLevel | undefined {
  const declared: unknown = Reflect.getMetadata(ACCESS, method) ?? Reflect.getMetadata(ACCESS, owner);
  return declared === 'public' || declared === 'member' || declared === 'founder' ? declared : undefined;
}

/** Throws UNAUTHENTICATED or FORBIDDEN when the principal may not make a call of this level. */
export function checkAccess(
  level: AccessLevel | undefined,
  principal: Principal,
  effect: 'reads' | 'acts',
): void {
  if (level === undefined) throw new Fault('FORBIDDEN', 'This operation is open to nobody.');
  if (effect === 'acts' && principal.readOnly) {
    throw new Fault('FORBIDDEN', 'This credential may read but not act.');
  }
  if (level === 'public') return;
  if (principal.accountId === null) throw new Fault('UNAUTHENTICATED', 'Sign in to do this.');
  if (level === 'founder' && !principal.isFounder) {
    throw new Fault('FORBIDDEN', 'Only a founder may do this.');
  }
}

/** The one global guard. Synchronous, because a guard that waits would break the batching of loaders. */
@Injectable()
export class AccessGuard implements CanActivate {
  canActivate(call: ExecutionContext): true {
    const level = accessOf(call.getHandler(), call.getClass());
    if (call.getType<'graphql' | 'http'>() === 'graphql') {
      const { principal } = call.getArgByIndex<GraphqlContext>(2);
      const { operation } = call.getArgByIndex<GraphQLResolveInfo>(3);
      checkAccess(level, principal, operation.operation === OperationTypeNode.MUTATION ? 'acts' : 'reads');
    } else {
      const request = call.switchToHttp().getRequest<FastifyRequest>();
      checkAccess(level, request.principal, READING.has(request.method) ? 'reads' : 'acts');
    }
    return true;
  }
}

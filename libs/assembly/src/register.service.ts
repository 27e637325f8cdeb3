import { Injectable } from '@nestjs/common';
import type { Refusal } from '#kernel';
import { Ledger, type Act, type Acted, type Actor, type Locks, type Told } from '#record';
import type { JsonObject } from '#transparency';
import { loadPerson } from './person.queries.js';
import { mayKeepTheRegister } from './register.rules.js';

/** In what capacity the register is kept. */
export const STEWARD = { role: 'steward' } as const;

/** In what capacity the server carries out what a charter says. */
export const CHARTER = { role: 'charter' } as const;

/** Acts on the coalition's register: a steward carries them out, as the register stands inside the act. */
@Injectable()
export class Register {
  constructor(private readonly ledger: Ledger) {}

  /** As `Ledger.act`; refuses whoever is no steward (`NOT_A_STEWARD`). */
  async keep<Result extends JsonObject>(
    actor: Actor,
    locks: Locks,
    work: (act: Act) => Promise<Told<Result> | Refusal>,
  ): Promise<Acted<Result> | Refusal> {
    return this.ledger.act<Result, Refusal>(actor, locks, async (act) => {
      const person = act.personId && (await loadPerson(act.db, act.coalitionId, act.personId));
      return mayKeepTheRegister(person) ?? work(act);
    });
  }
}

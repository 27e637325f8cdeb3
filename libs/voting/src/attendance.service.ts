import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Attendance } from '#assembly';
import type { BoxId, MandateId } from '#kernel';
import { notFound } from '#platform';
import { DueActs, type DueAct } from '#record';
import { DataSource } from 'typeorm';
import { ballotsIn, electorsIn, loadBox } from './box.queries.js';

/** The due act that tells the assembly who took part in a vote; planned when its box is closed. */
export const NOTE_ATTENDANCE = 'box.attendance';

/** Tells the assembly who took part in votes, where a charter has something follow from those that were missed. */
@Injectable()
export class VoteAttendance implements OnModuleInit {
  constructor(
    private readonly attendance: Attendance,
    private readonly due: DueActs,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.due.handle(NOTE_ATTENDANCE, (due) => this.note(due));
  }

  /**
   * Of those who could vote in a closed box: whoever cast a ballot took part, and whoever stayed out by a recusal is
   * excused. All of it is frozen when the box closes.
   */
  async note(due: DueAct) {
    const { coalitionId } = due;
    const boxId = due.subject as BoxId;
    const { manager } = this.dataSource;
    const box = await loadBox(manager, coalitionId, boxId);
    if (!box?.closedAt || !box.setAside) throw notFound();
    const cast = new Set((await ballotsIn(manager, coalitionId, boxId)).map(({ elector }) => elector));
    const recused = new Set(box.setAside.map(({ elector }) => elector));
    const electors = (await electorsIn(manager, coalitionId, boxId)).toSorted();
    const those = (belong: (elector: MandateId) => boolean) => electors.filter(belong);
    return this.attendance.recordVote(due, {
      bodyId: box.bodyId,
      boxId,
      closedAt: box.closesAt,
      attended: those((elector) => cast.has(elector) && !recused.has(elector)),
      missed: those((elector) => !cast.has(elector) && !recused.has(elector)),
      excused: those((elector) => recused.has(elector)),
    });
  }
}

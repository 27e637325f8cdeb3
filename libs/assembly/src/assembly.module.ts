import { Module } from '@nestjs/common';
import { SignInModule } from '#platform';
import { RecordModule } from '#record';
import { Bodies } from './body.service.js';
import { Coalitions } from './coalition.service.js';
import { People } from './person.service.js';
import { Register } from './register.service.js';
import { Seats } from './seat.service.js';

/** Who the coalition is: its sectors, organizations and people, its bodies, their charters, seats and mandates. */
@Module({
  imports: [RecordModule, SignInModule],
  providers: [Register, Coalitions, People, Bodies, Seats],
  exports: [Coalitions, People, Bodies, Seats],
})
export class AssemblyModule {}

import { Module } from '@nestjs/common';
import { AssemblyModule } from '#assembly';
import { RecordModule } from '#record';
import { BalanceQueries } from './balance.queries.js';
import { CalendarFeedResolver } from './calendar-feed.resolver.js';
import { CalendarFeeds } from './calendar-feed.service.js';
import { CalendarRoutes } from './calendar.routes.js';
import { RotationKeeper } from './keeper.service.js';
import { LookAhead } from './look-ahead.service.js';
import { RotationQueries } from './rotation.queries.js';
import {
  BodyRotationsResolver,
  RotationResolver,
  SectorShareResolver,
  TurnBalanceResolver,
} from './rotation.resolver.js';
import { Rotations } from './rotation.service.js';
import { Swaps } from './swap.service.js';
import { TurnTelling } from './telling.service.js';
import { PersonTurnsResolver, TurnResolver, TurnSwapResolver } from './turn.resolver.js';
import { Turns } from './turn.service.js';
import { UnavailabilityResolver } from './unavailability.resolver.js';
import { Unavailabilities } from './unavailability.service.js';

/** Whose turn it is, and why. */
@Module({
  imports: [RecordModule, AssemblyModule],
  providers: [
    RotationKeeper,
    Rotations,
    Turns,
    LookAhead,
    Swaps,
    Unavailabilities,
    RotationQueries,
    BalanceQueries,
    TurnTelling,
    CalendarFeeds,
    CalendarRoutes,
    CalendarFeedResolver,
    RotationResolver,
    SectorShareResolver,
    TurnBalanceResolver,
    BodyRotationsResolver,
    TurnResolver,
    TurnSwapResolver,
    UnavailabilityResolver,
    PersonTurnsResolver,
  ],
  exports: [Rotations, Turns, Swaps, Unavailabilities],
})
export class RotationModule {}

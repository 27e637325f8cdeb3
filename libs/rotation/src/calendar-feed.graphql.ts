import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import type { BodyId, CoalitionId, PersonId } from '#kernel';
import { DateTime, Node, registerNoun } from '#platform';
import type { CalendarFeedId, OpenedFeed } from './calendar-feed.types.js';
import { RotatingRoles } from './rotation.graphql.js';
import type { RotatingRole } from './rotation.types.js';

registerNoun('CalendarFeed', 'cal');

@ObjectType('CalendarFeed', {
  implements: () => [Node],
  description: 'A secret address at which a calendar reads turns; only who opened it sees that it is there.',
})
export class CalendarFeedObject extends Node implements OpenedFeed {
  coalitionId!: CoalitionId;
  declare id: CalendarFeedId;
  personId!: PersonId;
  bodyId!: BodyId | null;

  @Field(() => RotatingRoles, { nullable: true, description: 'The role that it is about; null for all.' })
  role!: RotatingRole | null;

  @Field(() => Boolean, { description: 'Whether it holds the turns of who opened it alone.' })
  ownTurns!: boolean;

  @Field(() => DateTime, { description: 'When it was opened.' })
  openedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When its address was revoked; null while it works.',
  })
  revokedAt!: Date | null;
}

@InputType({ description: 'A calendar feed to open.' })
export class OpenCalendarFeedInput {
  @Field(() => ID, { description: 'The coalition.' })
  coalitionId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The body whose turns it holds; all bodies when it is left out.',
  })
  bodyId?: string | null;

  @Field(() => RotatingRoles, { nullable: true, description: 'The role; all roles when it is left out.' })
  role?: RotatingRole | null;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether it holds the caller’s own turns alone.' })
  ownTurns!: boolean;
}

@ObjectType('CalendarFeedOpened', { description: 'A feed with its address.' })
export class CalendarFeedOpened {
  @Field(() => CalendarFeedObject, { description: 'The feed.' })
  feed!: OpenedFeed;

  @Field(() => String, {
    description:
      'The address for a calendar; shown this once, and whoever has it can read the feed. Add ?lang=fr,en for those languages.',
  })
  url!: string;
}

@InputType({ description: 'A calendar feed to end.' })
export class RevokeCalendarFeedInput {
  @Field(() => ID, { description: 'The feed.' })
  feedId!: string;
}

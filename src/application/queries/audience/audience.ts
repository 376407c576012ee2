import { Query } from '@nestjs/cqrs';

/** Who asks: operators see everything, everybody else what is public. */
export type Audience = 'public' | 'operators';

/** A question whose answer depends on who asks it. There is no other kind. */
export abstract class ReadQuery<Result> extends Query<Result> {
  constructor(readonly audience: Audience) {
    super();
  }
}

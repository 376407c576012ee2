import { Injectable } from '@nestjs/common';
import { deliveryDecider } from '../../domain/delivery/delivery.js';
import { deliveryEvents } from '../../domain/delivery/delivery.events.js';
import type { Todo } from '../../domain/todo.js';
import { PermanentFailure } from '../ports/failure.js';
import { Forges } from '../ports/forge.js';
import { Log } from '../ports/log.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** Shows the author of a command that it was seen. */
@Injectable()
export class AddReaction extends Effect<'add-reaction'> {
  readonly type = 'add-reaction';

  constructor(
    private readonly forges: Forges,
    private readonly streams: Streams,
    private readonly log: Log,
  ) {
    super();
  }

  async perform(_todo: Todo<'add-reaction'>, { stream, cause }: EffectContext): Promise<undefined> {
    const { state } = await this.streams.load(stream, deliveryEvents, deliveryDecider);
    if (state.status === 'unknown' || !state.place || !state.reaction || state.reaction.done) return;
    const { project, place } = state.place;
    try {
      await this.forges.forHost(project.host)?.addReaction(project, state.reaction.commentId, place, 'eyes');
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      // A comment that was deleted meanwhile: the reaction was a courtesy.
      this.log.warn('no reaction', { stream, error: error.message });
    }
    await this.streams.handle(stream, deliveryEvents, deliveryDecider, { type: 'RecordReaction' }, cause);
  }
}

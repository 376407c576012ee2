import { Injectable } from '@nestjs/common';
import { checkEvents } from '../../../domain/check/check.events.js';
import { checkKey } from '../../../domain/check/contribution.js';
import { categoryOf, EventStore } from '../../ports/event-store.js';
import { Settings } from '../../ports/settings.js';
import { applyCheckEvent, emptyCheck, withContribution, type CheckRow } from '../../projections/checks-table.js';
import { streamModels } from '../../projections/models.js';
import type { StreamModel } from '../../projections/stream-model.js';
import { decode } from '../../streams/event-codec.js';
import { isBy, type Moment } from './moment.js';

/** What streams were at a moment, and what they said about checks then. */
export interface PastStates {
  /** By stream; those that had not begun are not there. */
  readonly states: ReadonlyMap<string, unknown>;
  /** By key. */
  readonly checks: ReadonlyMap<string, CheckRow>;
}

/** Folds streams up to a moment, with the same models as the read models: what these said then. */
@Injectable()
export class Past {
  private readonly models: ReadonlyMap<string, StreamModel>;

  constructor(
    private readonly store: EventStore,
    settings: Settings,
  ) {
    this.models = new Map(streamModels(settings).map((model) => [model.definitions.category, model]));
  }

  /** `at` undefined: as they are now. */
  async states(streams: Iterable<string>, at: Moment | undefined): Promise<PastStates> {
    const states = new Map<string, unknown>();
    const checks = new Map<string, CheckRow>();
    const folding = [...new Set(streams)].map(async (stream) => this.fold(stream, at, states, checks));
    await Promise.all(folding);
    return { states, checks };
  }

  private async fold(
    stream: string,
    at: Moment | undefined,
    states: Map<string, unknown>,
    checks: Map<string, CheckRow>,
  ): Promise<void> {
    const recorded = await this.store.readStream(stream);
    const events = at ? recorded.filter((event) => isBy(event, at)) : recorded;
    const category = categoryOf(stream);
    if (category === checkEvents.category) {
      for (const event of events) {
        const decoded = decode(checkEvents, event);
        if (!decoded) continue;
        const key = checkKey(decoded.data);
        checks.set(key, applyCheckEvent(checks.get(key) ?? emptyCheck, decoded));
      }
      return;
    }
    const model = this.models.get(category);
    if (!model || events.length === 0) return;
    const state = events.reduce<unknown>((now, event) => {
      const decoded = decode(model.definitions, event);
      return decoded ? model.evolve(now, decoded) : now;
    }, model.initialState);
    states.set(stream, state);
    for (const contribution of model.checksOf(stream, state)) {
      const key = checkKey(contribution);
      checks.set(key, withContribution(checks.get(key) ?? emptyCheck, stream, contribution));
    }
  }
}

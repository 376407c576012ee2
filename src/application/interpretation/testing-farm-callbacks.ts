import { Injectable } from '@nestjs/common';
import type { TestingFarmNotification } from '../../domain/inputs/result-input.js';
import { recordTestingFarmResult, resultOf } from '../effects/testing-farm-results.js';
import { Clock } from '../ports/clock.js';
import { ReadModels } from '../ports/read-models.js';
import { TestingFarm } from '../ports/testing-farm.js';
import { stateTable } from '../projections/stream-model.js';
import { Streams } from '../streams/streams.js';
import { ignore, type DeliveryInHand, type Interpretation } from './interpretation.js';

/** How soon a callback is looked at again that may speak of a request whose id we have not written down yet. */
const PATIENCE_MS = 500;

/** Testing Farm has news of a request: it is asked which. */
@Injectable()
export class TestingFarmCallbacks {
  constructor(
    private readonly testingFarm: TestingFarm,
    private readonly readModels: ReadModels,
    private readonly streams: Streams,
    private readonly clock: Clock,
  ) {}

  async interpret({ requestId }: TestingFarmNotification, { cause }: DeliveryInHand): Promise<Interpretation> {
    const table = stateTable('testRun');
    const [found] = this.readModels.find(table, { where: { requestId }, limit: 1 });
    const at = this.clock.now().toISOString();
    if (!found) {
      if (this.readModels.count(table, { unsent: 1, open: 1 }) > 0) return { againInMs: PATIENCE_MS };
      return ignore('request-unknown', { requestId }, at);
    }
    const request = await this.testingFarm.getRequest(requestId);
    if (!request) return ignore('request-unknown', { requestId, testRun: found.key }, at);
    await recordTestingFarmResult(this.streams, found.key, request, cause, at);
    const meaning = `request ${requestId} is ${resultOf(request)}`;
    return [{ type: 'DeliveryInterpreted', data: { meaning, streams: [found.key], at } }];
  }
}

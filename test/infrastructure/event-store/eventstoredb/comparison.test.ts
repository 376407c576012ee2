import { EventStoreDBClient } from '@eventstore/db-client';
import { ProtocolServer } from '../../../support/esdb-protocol-server/protocol-server.js';
import { realServerUrl } from './real-server.js';
import { scenarios } from './scenarios.js';

/*
 * The protocol server is what the other suites run against, so it must answer as a real one does. The same calls of the
 * bare client go to both, and what comes back is compared answer by answer.
 */
const url = realServerUrl('the protocol server beside a real EventStoreDB');

if (url)
  describe('the protocol server answers as a real EventStoreDB', () => {
    let server: ProtocolServer;
    let [ours, real] = [] as unknown as [EventStoreDBClient, EventStoreDBClient];

    beforeAll(async () => {
      server = await ProtocolServer.start();
      ours = EventStoreDBClient.connectionString(server.url);
      real = EventStoreDBClient.connectionString(url);
    });

    afterAll(async () => {
      // Cancels the calls. That it waits for all their ends, some of which never come, is not waited for.
      void Promise.all([ours.dispose(), real.dispose()]);
      await server.kill();
    });

    it.each(Object.entries(scenarios))(
      '%s',
      async (_, scenario) => {
        // Not at once: the client keeps the appends of all connections in one table.
        const expected = await scenario(real);
        expect(await scenario(ours)).toEqual(expected);
      },
      30_000,
    );
  });
// Skipped where EVENTSTORE_TEST_URL names no real server: no package delivers one, so CI runs the protocol server.
else it.skip('the protocol server answers as a real EventStoreDB', () => undefined);

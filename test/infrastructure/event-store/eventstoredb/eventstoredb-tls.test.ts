import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PermanentFailure, TransientFailure } from '../../../../src/application/ports/failure.js';
import { EventStoreDbEventStore } from '../../../../src/infrastructure/event-store/eventstoredb/eventstoredb-event-store.js';
import { idsOf, newEvents, newStream } from '../../../contracts/event-store/sample-events.js';
import { ProtocolServer } from '../../../support/esdb-protocol-server/protocol-server.js';

const folder = mkdtempSync(join(tmpdir(), 'esdb-tls-'));
const [certificate, key] = [join(folder, 'node.crt'), join(folder, 'node.key')];

/** Its own authority, for this address. */
function makeCertificate(): boolean {
  const subject = ['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  try {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate, ...subject],
      { stdio: 'ignore' },
    );
    return true;
  } catch {
    console.warn('SKIPPED: EventStoreDB over TLS: there is no openssl to make a certificate with.');
    return false;
  }
}

// Skipped without the openssl command, which makes the certificate.
const whereOpenSsl = makeCertificate() ? describe : describe.skip;

afterAll(() => rmSync(folder, { recursive: true }));

whereOpenSsl('over TLS', () => {
  let server: ProtocolServer;

  beforeAll(async () => {
    const tls = { certificate: readFileSync(certificate), key: readFileSync(key) };
    server = await ProtocolServer.start({ tls, credentials: 'packit:s3cret' });
  });

  afterAll(() => server.kill());

  async function withStore(credentials: string, query: string, use: (store: EventStoreDbEventStore) => Promise<void>) {
    const store = EventStoreDbEventStore.open(`esdb://${credentials}@127.0.0.1:${server.port}?tls=true${query}`);
    await use(store).finally(() => store.close());
  }

  const trusted = `&tlsCAFile=${encodeURIComponent(certificate)}`;

  it('appends and reads with the credentials of the connection string', () =>
    withStore('packit:s3cret', trusted, async (store) => {
      const [stream, events] = [newStream(), newEvents(2)];
      await store.append(stream, 'no-stream', events);
      expect(idsOf(await store.readStream(stream))).toEqual(idsOf(events));
      expect(await store.head()).toBeGreaterThan(0);
    }));

  it('is refused for good with the wrong password', () =>
    withStore('packit:guess', trusted, async (store) => {
      await expect(store.append(newStream(), 'no-stream', newEvents(1))).rejects.toBeInstanceOf(PermanentFailure);
      await expect(store.readStream(newStream())).rejects.toBeInstanceOf(PermanentFailure);
      await expect(store.ping()).rejects.toBeInstanceOf(PermanentFailure);
    }));

  it(
    'does not talk to a server whose certificate it does not trust',
    () =>
      withStore('packit:s3cret', '', async (store) => {
        await expect(store.append(newStream(), 'no-stream', newEvents(1))).rejects.toBeInstanceOf(TransientFailure);
      }),
    20_000,
  );
});

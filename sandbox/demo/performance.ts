import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Sandbox } from '../sandbox.js';
import { freePort, ServiceFailure, ServiceProcess } from '../service-process.js';
import { Disappointment, Story } from './story.js';
import { bold, detail, failure, heading, line, success } from './terminal.js';

/** So many simulated seconds in a real one: slow enough to watch, fast enough to wait for. */
const SPEED = 20;

/** The built service among the sandbox's servers, and a pull request that goes through it; `stay` keeps both up until Ctrl-C. */
export async function perform({ stay }: { readonly stay: boolean }): Promise<void> {
  // Ctrl-C ends it in order; a second one at once.
  const interrupted = once(process, 'SIGINT');
  const sandbox = await Sandbox.start({ pace: { speed: SPEED } });
  line(`GitHub is at ${bold(sandbox.github.service.url)}; the service starts`);
  let service: ServiceProcess | undefined;
  try {
    const dataFolder = join(sandbox.folder, 'data');
    await mkdir(dataFolder);
    const environment = sandbox.environment({ port: await freePort(), dataFolder });
    service = await ServiceProcess.start(environment, dataFolder);
    sandbox.connectTo(service.url);
    line(`The service is at ${bold(service.url)}, on SQLite in ${dataFolder}`);
    const story = new Story(sandbox, service);
    const interruption = interrupted.then(() => Promise.reject(new Disappointment('Interrupted.')));
    interruption.catch(() => undefined);
    const { repository, pull } = await Promise.race([story.tell(), interruption]);
    heading(`What the service recorded about pull request #${pull.number}`);
    const timeline = Story.timelinePath(repository, pull);
    await story.printTimeline(timeline);
    printCalls(sandbox);
    success('Everything went as told.');
    if (stay) {
      suggest(sandbox, service.url, timeline);
      await interrupted;
    }
  } catch (error) {
    const foreseen = error instanceof Disappointment || error instanceof ServiceFailure;
    failure(foreseen ? error.message : error instanceof Error ? String(error.stack) : String(error));
    if (service) detail(`Last lines of the service:\n${service.tail()}`);
    process.exitCode = 1;
  } finally {
    await service?.stop().catch((error: Error) => {
      failure(error.message);
      process.exitCode = 1;
    });
    await sandbox.close();
  }
}

function printCalls({ github, copr, testingFarm }: Sandbox): void {
  const count = (of: { callsByRoute(): Record<string, number> }) =>
    Object.values(of.callsByRoute()).reduce((sum, calls) => sum + calls, 0);
  detail(
    `\nCalls: ${count(github.service)} to GitHub, ${count(copr.service)} to Copr, ${count(testingFarm.service)} to Testing Farm`,
  );
}

function suggest(sandbox: Sandbox, url: string, timeline: string): void {
  heading('It stays up until you press Ctrl-C. Try:');
  for (const path of ['/api/healthz', '/api/allowlist', '/metrics', timeline]) console.log(`  curl ${url}${path}`);
  console.log(`  curl -X DELETE -H 'authorization: Bearer ${sandbox.adminToken}' ${url}/api/allowlist/github.com/acme`);
}

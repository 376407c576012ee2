import { Probot, Server } from 'probot';
import { pino } from 'pino';

/*
 * Probot as people run it: its server, its signature check, one handler that does nothing. Logs errors only, as our
 * service does in the comparison. Settings: PORT, GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY, GITHUB_WEBHOOK_SECRET.
 */
const { PORT, GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY, GITHUB_WEBHOOK_SECRET } = process.env;
const log = pino({ level: 'error' });
const server = new Server({
  host: '127.0.0.1',
  port: Number(PORT),
  log,
  webhookPath: '/api/webhooks/github',
  Probot: Probot.defaults({
    appId: GITHUB_APP_ID,
    privateKey: GITHUB_APP_PRIVATE_KEY,
    secret: GITHUB_WEBHOOK_SECRET,
    log,
  }),
});
await server.load((app) => {
  app.on('pull_request', () => undefined);
});
await server.start();
console.log('ready');

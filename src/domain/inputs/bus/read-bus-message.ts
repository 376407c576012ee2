import type { ServiceIdentity } from '../delivery.js';
import { readForgejoWebhook } from '../forgejo/read-forgejo-webhook.js';
import { ignored, type Ignored } from '../ignore-reasons.js';
import type { Input } from '../input.js';
import { readDistGitComment, readDistGitFlag, readDistGitPullRequest } from '../pagure/pull-request.js';
import { readDistGitPush } from '../pagure/push.js';
import { readLogDetective, readOpenScanHub } from './analyses.js';
import { readCoprBuild } from './copr.js';
import { openEnvelope } from './envelope.js';
import { readKojiBuild, readKojiTag, readKojiTask } from './koji.js';
import { readAnityaUpdate, readNewHotness } from './upstream-versions.js';

/** Reads a message of Fedora Messaging; `event` is its topic, with or without the prefix. */
export function readBusMessage(event: string, message: unknown, service: ServiceIdentity): Input | Ignored {
  const { topic, payload } = openEnvelope(event, message);
  switch (topic) {
    case 'copr.build.start':
      return readCoprBuild('started', payload, service);
    case 'copr.build.end':
      return readCoprBuild('ended', payload, service);
    case 'buildsys.task.state.change':
      return readKojiTask(payload, service);
    case 'buildsys.build.state.change':
      return readKojiBuild(payload);
    case 'buildsys.tag':
      return readKojiTag(payload, service);
    case 'pagure.git.receive':
      return readDistGitPush(payload, service);
    case 'pagure.pull-request.new':
      return readDistGitPullRequest('opened', payload);
    case 'pagure.pull-request.updated':
    case 'pagure.pull-request.rebased':
      return readDistGitPullRequest('synchronized', payload);
    case 'pagure.pull-request.closed':
      return readDistGitPullRequest('closed', payload);
    case 'pagure.pull-request.comment.added':
      return readDistGitComment(payload, service);
    case 'pagure.pull-request.flag.added':
    case 'pagure.pull-request.flag.updated':
      return readDistGitFlag(payload, service);
    case 'hotness.update.bug.file':
      return readNewHotness(payload, service);
    case 'org.release-monitoring.prod.anitya.project.version.update.v2':
      return readAnityaUpdate(payload);
    case 'openscanhub.task.started':
      return readOpenScanHub('started', payload);
    case 'openscanhub.task.finished':
      return readOpenScanHub('finished', payload);
    case 'logdetective.analysis':
      return readLogDetective(payload);
    default:
      if (topic.startsWith('forgejo.')) return readForgejoWebhook(topic, payload, service);
      return ignored('event-not-supported', { source: 'fedora-messaging', event: topic });
  }
}

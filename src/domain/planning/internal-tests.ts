import { firstClosed, type Gates } from '../access/gates.js';
import type { JobView } from '../package-config/package-config.js';
import type { Skip } from './job-matching.js';
import { perSituation } from './kept-answers.js';
import { triggerOf, type Situation } from './situation.js';

type InternalRefusal = Skip & { readonly title: string; readonly summary: string };

/** Why tests in the internal Testing Farm, or the build that they need, may not run; undefined: they may, or are not internal. */
export function internalTestsRefusal(view: JobView, situation: Situation, gates: Gates): InternalRefusal | undefined {
  return view.type === 'tests' ? ofTests(view, situation, gates) : ofBuild(view, situation, gates);
}

function ofTests(view: JobView, situation: Situation, gates: Gates): InternalRefusal | undefined {
  if (!view.keys.use_internal_tf) return undefined;
  const { service, actor } = situation;
  if (service.internalTestsDisabled)
    return {
      reason: 'internal-tests-disabled',
      facts: {},
      title: 'Testing in internal Testing Farm is temporarily disabled',
      summary: 'The operators of the service have switched it off. Try again later.',
    };
  if (mayRunInternally(situation, gates)) return notForProject(service.internalTestsAllowed);
  const withBuild = !view.skip_build;
  return {
    reason: 'internal-tests-not-permitted',
    facts: { actor },
    title: withBuild ? `${actor} can't run tests (and builds) internally` : `${actor} can't run tests internally`,
    summary: advice(situation, withBuild),
  };
}

function notForProject(allowed: boolean): InternalRefusal | undefined {
  if (allowed) return undefined;
  return {
    reason: 'internal-tests-not-allowed',
    facts: {},
    title: 'Internal TF not allowed for this project. Let us know.',
    summary: 'Ask for it: https://packit.dev/#contact',
  };
}

/** Packages with tests, of what happened, that need their build and run internally. */
const internallyTested = perSituation(({ config, subject }) => {
  const trigger = triggerOf(subject);
  const internal = config.views.filter(
    ({ type, trigger: own, keys, skip_build }) =>
      type === 'tests' && own === trigger && keys.use_internal_tf && !skip_build,
  );
  return new Set(internal.map(({ packageName }) => packageName));
});

/** A build whose tests would run internally is not started for strangers either. */
function ofBuild(view: JobView, situation: Situation, gates: Gates): InternalRefusal | undefined {
  const internal = internallyTested(situation).has(view.packageName);
  if (!internal || mayRunInternally(situation, gates)) return undefined;
  const { actor } = situation;
  return {
    reason: 'internal-tests-not-permitted',
    facts: { actor },
    title: `${actor} can't run tests (and builds) internally`,
    summary: advice(situation, true),
  };
}

function mayRunInternally(situation: Situation, { ofInternalTests }: Gates): boolean {
  return firstClosed(ofInternalTests, situation) === undefined;
}

function advice({ service }: Situation, withBuild: boolean): string {
  const { commandPrefix } = service;
  return withBuild
    ? `*As a project maintainer, you can trigger the build and test jobs manually via \`${commandPrefix} build\` comment or only test job via \`${commandPrefix} test\` comment.*`
    : `*As a project maintainer, you can trigger the test job manually via \`${commandPrefix} test\` comment.*`;
}

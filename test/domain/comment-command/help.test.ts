import { fedoraCiGrammar, grammar } from '../../../src/domain/comment-command/grammar.js';
import { helpReply, usage } from '../../../src/domain/comment-command/help.js';

it('prints the usage of the normal prefix', () => {
  expect(usage('packit', '/packit')).toMatchInlineSnapshot(`
   "usage: /packit [--package PACKAGE]
                  {help,copr-build,build,rebuild-failed,upstream-koji-build,test,
                  retest-failed,vm-image-build,propose-downstream,pull-from-upstream,
                  koji-build,koji-tag,create-update,cancel,explain,status}
                  ...

   positional arguments:
     {help,copr-build,build,rebuild-failed,upstream-koji-build,test,retest-failed,
     vm-image-build,propose-downstream,pull-from-upstream,koji-build,koji-tag,
     create-update,cancel,explain,status}
                           commands available
       help                show this help message
       copr-build (build)  build package(s) in Copr
       rebuild-failed      re-build failed builds in Copr
       upstream-koji-build
                           build package(s) in Koji
                           (the latest commit of this PR will be targeted, not HEAD)
       test                run tests in Testing Farm
       retest-failed       re-run failed tests in Testing Farm
       vm-image-build      trigger VM image build
       propose-downstream  trigger propose-downstream job
       pull-from-upstream  trigger pull-from-upstream job
       koji-build          build package(s) in Koji
                           (the latest commit of this PR will be targeted, not HEAD)
       koji-tag            tag Koji build to the common sidetag
       create-update       trigger Bodhi update job
       cancel              cancel what is queued or running here
                           (of all jobs, or of the one that is named)
       explain             say why each job ran or did not
                           (of all jobs, or of the job or target that is named)
       status              say what is queued, running and done

   options:
     --package PACKAGE     specific package from monorepo to run job for"
  `);
});

it('prints the usage of Fedora CI', () => {
  expect(usage('fedora-ci', '/packit')).toMatchInlineSnapshot(`
   "usage: /packit-ci {help,test,scratch-build} ...

   positional arguments:
     {help,test,scratch-build}
                           commands available
       help                show this help message
       test                run tests in Testing Farm
       scratch-build       build package in Koji"
  `);
});

it('names the prefix of the deployment', () => {
  expect(usage('packit', '/packit-stg')).toMatch(/^usage: \/packit-stg \[--package PACKAGE\]\n {19}\{help,/);
  expect(usage('fedora-ci', '/packit-stg')).toMatch(/^usage: \/packit-ci-stg \{help,/);
});

it('names every command that is not hidden, and no line is too long', () => {
  const text = usage('packit', '/packit');
  for (const { words, help } of grammar) expect(text.includes(words[0])).toBe(help.length > 0);
  for (const { words } of fedoraCiGrammar) expect(usage('fedora-ci', '/packit')).toContain(words[0]);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(85);
});

it('says whom to ask, and on dist-git where the other help is', () => {
  expect(helpReply('packit', '/packit', false)).toContain('hello@packit.dev');
  expect(helpReply('packit', '/packit', false)).not.toContain('/packit-ci');
  expect(helpReply('packit', '/packit', true)).toContain('`/packit-ci`');
  expect(helpReply('fedora-ci', '/packit', true)).toContain('https://packit.dev/fedora-ci');
});

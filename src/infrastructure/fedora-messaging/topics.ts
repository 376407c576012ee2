const FEDORA = [
  'copr.build.start',
  'copr.build.end',
  'buildsys.task.state.change',
  'buildsys.build.state.change',
  'buildsys.tag',
  'pagure.git.receive',
  'pagure.pull-request.new',
  'pagure.pull-request.updated',
  'pagure.pull-request.rebased',
  'pagure.pull-request.comment.added',
  'hotness.update.bug.file',
  'openscanhub.task.started',
  'openscanhub.task.finished',
  'logdetective.analysis',
];
const RELEASE_MONITORING = ['anitya.project.version.update.v2'];

/** The topics that a Packit Service listens to, of Fedora's production or its staging environment. */
export function topicsOf(environment: 'prod' | 'stg'): readonly string[] {
  return [
    ...FEDORA.map((topic) => `org.fedoraproject.${environment}.${topic}`),
    ...RELEASE_MONITORING.map((topic) => `org.release-monitoring.${environment}.${topic}`),
  ];
}

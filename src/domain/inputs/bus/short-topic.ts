const FEDORA = /^org\.fedoraproject\.(?:prod|stg)\./;

/** A topic of Fedora the way it is talked about: `copr.build.end`. Other topics stay whole. */
export function shortTopic(topic: string): string {
  return topic.replace(FEDORA, '');
}

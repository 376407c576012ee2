/** Where a comment can stand. */
export type Surface = 'pull-request' | 'issue' | 'commit' | 'dist-git-pull-request';

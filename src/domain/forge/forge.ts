/** The kinds of forge that pull requests, pushes and comments come from. */
export const forges = ['github', 'gitlab', 'forgejo', 'pagure'] as const;
export type Forge = (typeof forges)[number];

/** A comment that a stream wants to be written, and whether it has been dealt with. */
export interface RequestedComment {
  readonly body: string;
  readonly done: boolean;
}

/** By purpose: there is one comment for each. */
export type RequestedComments = Readonly<Record<string, RequestedComment>>;

/** What became of a comment. */
export type CommentCommand =
  | { type: 'RecordComment'; purpose: string; commentId: string }
  | { type: 'SkipComment'; purpose: string; reason: string };

type CommentOutcome =
  | { type: 'CommentPosted'; data: { purpose: string; commentId: string } }
  | { type: 'CommentSkipped'; data: { purpose: string; reason: string } };

type CommentEvent = { type: 'CommentRequested'; data: { purpose: string; body: string } } | CommentOutcome;

/** The first that is heard of a requested comment counts. */
export function decideComment(command: CommentCommand, comments: RequestedComments): CommentOutcome[] {
  const { purpose } = command;
  if (!openComment(comments, purpose)) return [];
  return command.type === 'RecordComment'
    ? [{ type: 'CommentPosted', data: { purpose, commentId: command.commentId } }]
    : [{ type: 'CommentSkipped', data: { purpose, reason: command.reason } }];
}

/** Folds one event into the comments of a stream. */
export function evolveComments(comments: RequestedComments, event: CommentEvent): RequestedComments {
  const { purpose } = event.data;
  if (event.type === 'CommentRequested') return { ...comments, [purpose]: { body: event.data.body, done: false } };
  const comment = comments[purpose];
  return comment ? { ...comments, [purpose]: { ...comment, done: true } } : comments;
}

/** The comment of this purpose, if it is still wanted. */
export function openComment(comments: RequestedComments, purpose: string): RequestedComment | undefined {
  const comment = comments[purpose];
  return comment?.done === false ? comment : undefined;
}

/** Purposes of the comments that are still wanted. */
export function openPurposes(comments: RequestedComments): string[] {
  return Object.keys(comments).filter((purpose) => openComment(comments, purpose));
}

import { Injectable } from '@nestjs/common';
import { DASHBOARD, repetitionOf } from '../../domain/notifications.js';
import type { Todo } from '../../domain/todo.js';
import { PermanentFailure } from '../ports/failure.js';
import { Forges, type ForgeComment } from '../ports/forge.js';
import { Settings } from '../ports/settings.js';
import { recordComment, wantedComment } from '../streams/comments.js';
import { Streams } from '../streams/streams.js';
import { Effect, type EffectContext } from './effect.js';

/** Forges take 65,536 characters; what is longer is cut. */
const LONGEST_COMMENT = 65_000;

/** Writes a comment that a delivery or a run asked for, unless our newest one there says the same. */
@Injectable()
export class PostComment extends Effect<'post-comment'> {
  readonly type = 'post-comment';

  constructor(
    private readonly forges: Forges,
    private readonly streams: Streams,
    private readonly settings: Settings,
  ) {
    super();
  }

  async perform(todo: Todo<'post-comment'>, { stream, cause, mayExist }: EffectContext): Promise<undefined> {
    const { purpose } = todo.data;
    const wanted = await wantedComment(this.streams, stream, purpose);
    if (!wanted) return;
    const skip = (reason: string) =>
      recordComment(this.streams, stream, { type: 'SkipComment', purpose, reason }, cause);
    const forge = this.forges.forHost(wanted.project.host);
    if (!forge) return void (await skip(`no forge is configured for ${wanted.project.host}`));
    const body = cut(wanted.body.replaceAll(`${DASHBOARD}/`, `${this.settings.dashboardUrl}/`));
    try {
      if (mayExist || repetitionOf(purpose) === 'last') {
        const ours = ({ author }: ForgeComment) => author === forge.botLogin;
        const newest = await forge.newestComment(wanted.project, wanted.place, ours);
        if (newest && sameText(newest.body, body))
          return void (await skip(`our newest comment there says the same (${newest.id})`));
      }
      const { id } = await forge.createComment(wanted.project, wanted.place, body);
      await recordComment(this.streams, stream, { type: 'RecordComment', purpose, commentId: id }, cause);
    } catch (error) {
      if (!(error instanceof PermanentFailure)) throw error;
      await skip(error.message);
    }
  }
}

const cut = (text: string) => (text.length > LONGEST_COMMENT ? `${text.slice(0, LONGEST_COMMENT)}\n\n(cut)` : text);
/** Forges trim comments and may change line ends. */
const sameText = (one: string, other: string) =>
  one.replaceAll('\r\n', '\n').trim() === other.replaceAll('\r\n', '\n').trim();

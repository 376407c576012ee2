/** An outside service sent more than we take of one answer. */
export class AnswerTooLarge extends Error {
  constructor(readonly maxBytes: number) {
    super(`the answer has more than ${maxBytes} bytes`);
    this.name = 'AnswerTooLarge';
  }
}

/** The whole answer was not there in time. */
export class AnswerTookTooLong extends Error {
  constructor(milliseconds: number) {
    super(`no whole answer within ${milliseconds / 1000} s`);
    this.name = 'TimeoutError';
  }
}

/** An outside service sent us elsewhere, which is not followed. */
export class RedirectRefused extends Error {
  constructor(from: string, status: number, to: string) {
    super(
      `${from} answered ${status} and sent us to ${to}; redirects are followed within one scheme, host and port only`,
    );
    this.name = 'RedirectRefused';
  }
}

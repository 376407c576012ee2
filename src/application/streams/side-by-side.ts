/** Streams that are read at once. */
const SIDE_BY_SIDE = 16;

/** The answers in the order of the questions, each a read of a stream, so many asked at once. */
export async function sideBySide<Question, Answer>(
  questions: readonly Question[],
  ask: (question: Question) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < questions.length; at += SIDE_BY_SIDE)
    answers.push(...(await Promise.all(questions.slice(at, at + SIDE_BY_SIDE).map(ask))));
  return answers;
}

/**
 * So long after a call that was under way when its process died, what it submitted can be seen outside: by then the call
 * has been answered, or has been given up.
 */
export const SUBMISSION_SECONDS = 60;

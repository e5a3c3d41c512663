/**
 * Runs `make` without the stack traces that the framework captures of every map attribute and token, for messages that
 * name where one was made: of each rule's `tags_all`, which nobody reads. They took a third of the time of all constructs.
 * An error that is thrown within has its own stack all the same.
 */
export function withoutStackTraces<T>(make: () => T): T {
  const capture = Error.captureStackTrace;
  Error.captureStackTrace = () => {};
  try {
    return make();
  } finally {
    Error.captureStackTrace = capture;
  }
}

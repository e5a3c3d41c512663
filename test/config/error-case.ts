/** A mistake, a config that contains it, and every line that a user reads about it. */
export type ErrorCase = readonly [code: string, about: string, text: string, lines: readonly string[]];

/** Values that only Terraform knows. They are opaque here: kept, never judged. */

/** Whether a text holds a CDKTF token or a Terraform expression. */
export function isToken(value: unknown): boolean {
  return typeof value === "string" && /[$#]\{/.test(value);
}

/**
 * Whether Terraform would evaluate part of a text. In every JSON string, keys included, it evaluates `${ }` and the
 * template directives `%{ }`; CDKTF replaces `#{ }` and `&{ }`.
 */
export function isEvaluated(value: unknown): boolean {
  return isToken(value) || hasDirective(value) || isMapToken(value);
}

/** Whether a text contains a template directive of Terraform, such as `%{ if true }`. CDKTF writes none in its tokens. */
export function hasDirective(value: unknown): boolean {
  return typeof value === "string" && value.includes("%{");
}

/** Whether a text is CDKTF's token for a whole map. CDKTF writes `&{...}` as the only key of the map. */
export function isMapToken(value: unknown): boolean {
  return typeof value === "string" && value.includes("&{");
}

/** Whether a number is CDKTF's token for a number. CDKTF writes them as numbers below -1e200, which no user writes. */
export function isNumberToken(value: unknown): boolean {
  return typeof value === "number" && value < -1e200 && Number.isFinite(value);
}

/** Whether a text stands for a whole list (`#{...}` is how CDKTF writes those). */
export function isListToken(value: unknown): boolean {
  return typeof value === "string" && value.includes("#{");
}

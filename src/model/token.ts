/** Values that only Terraform knows. They are opaque here: kept, never judged. */

/** Whether a text holds a CDKTF token or a Terraform expression. */
export function isToken(value: unknown): boolean {
  return typeof value === "string" && /[$#]\{/.test(value);
}

/** Whether a text stands for a whole list (`#{...}` is how CDKTF writes those). */
export function isListToken(value: unknown): boolean {
  return typeof value === "string" && value.includes("#{");
}

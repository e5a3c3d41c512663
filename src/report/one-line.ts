/** Texts of EC2 and of Terraform within a line of an answer. */

/** The text without control characters, which could start a line or steer a terminal: they become U+FFFD. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "\ufffd");
}

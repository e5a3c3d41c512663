/** Colours on standard output. */
import { styleText } from "node:util";
import { plainLines } from "../errors/one-line";
import { plainText, type StyledText } from "../report/styled-text";
import { print } from "./print";

/** FORCE_COLOR decides if it is set: "0" is no colour. Otherwise NO_COLOR, TERM=dumb and files mean no colour. */
export function isColoured(env: NodeJS.ProcessEnv, isTerminal: boolean, format: string): boolean {
  if (format !== "text") return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
}

/** The text with colours. Control characters of the user could change colours too. */
export function colouredText(text: StyledText): string {
  return text
    .map((part) =>
      typeof part === "string"
        ? plainLines(part)
        : styleText(part.colour, plainLines(part.word), { validateStream: false }),
    )
    .join("");
}

/** Prints an answer in the format `text`. */
export function printText(text: StyledText): void {
  const isPlain = !isColoured(process.env, process.stdout.isTTY, "text");
  if (isPlain) print(plainText(text));
  else process.stdout.write(colouredText(text).replace(/\n?$/, "\n"));
}

/** Files, or the standard input, with what the aws command prints of security groups. */
import { readFileSync } from "node:fs";
import { type Ec2Answer, parseEc2Answer } from "../adopt/ec2-answer";
import { mistake, problems, SecurityGroupsError } from "../errors";
import { together, tried } from "./together";

/** @throws SecurityGroupsError with everything that is wrong with the files. */
export function readEc2Answers(files: readonly string[]): readonly Ec2Answer[] {
  const readers = files.map((file) => () => {
    const { value, issues } = tried(() => parseEc2Answer(readJson(file)));
    if (!issues) return value;
    throw new SecurityGroupsError(issues.map((issue) => ({ ...issue, root: file === "-" ? "standard input" : file })));
  });
  return together(...readers);
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const why = { ENOENT: "there is no such file", EACCES: "no permission", EISDIR: "it is a folder" }[code] ?? message;
    throw mistake(problems.cannotRead(why, "name a file that an aws command wrote, or - for the standard input"), []);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw mistake(problems.cutShort((error as Error).message), []);
  }
}

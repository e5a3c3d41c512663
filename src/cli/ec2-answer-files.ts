/** Files, or the standard input, with what the aws command prints of security groups. */
import { readFileSync } from "node:fs";
import { type Issue, mistake, problems, SecurityGroupsError } from "../errors";
import { type Ec2Answer, parseEc2Answer } from "../network/ec2-answer";

/** @throws SecurityGroupsError with all mistakes in the files. */
export function readEc2Answers(files: readonly string[]): readonly Ec2Answer[] {
  const issues: Issue[] = [];
  const answers = files.flatMap((file) => {
    try {
      return [parseEc2Answer(readJson(file))];
    } catch (error) {
      if (!(error instanceof SecurityGroupsError)) throw error;
      issues.push(...error.issues.map((issue) => ({ ...issue, root: file === "-" ? "standard input" : file })));
      return [];
    }
  });
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return answers;
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

/** Files, or the standard input, with answers of EC2. */

import { type Issue, mistake, problems, SecurityGroupsError } from "../errors";
import { append } from "../model/append";
import { type Ec2Answer, parseEc2Answer } from "../network/ec2-answer";
import { parseJson, readTextFile } from "../network/text-file";

/** @throws SecurityGroupsError with all mistakes in the files. */
export function readEc2Answers(files: readonly string[]): readonly Ec2Answer[] {
  const issues: Issue[] = [];
  const answers = files.flatMap((file) => {
    try {
      return [parseEc2Answer(readJson(file), nameOf(file))];
    } catch (error) {
      if (!(error instanceof SecurityGroupsError)) throw error;
      append(
        issues,
        error.issues.map((issue) => ({ ...issue, root: nameOf(file) })),
      );
      return [];
    }
  });
  if (issues.length > 0) throw new SecurityGroupsError(issues);
  return answers;
}

const nameOf = (file: string) => (file === "-" ? "standard input" : file);

function readJson(file: string): unknown {
  const read = readTextFile(file, "name a file that an aws command wrote, or - for the standard input");
  if ("problem" in read) throw mistake(read.problem, []);
  const parsed = parseJson(read.text);
  if ("why" in parsed) throw mistake(problems.cutShort(parsed.why), []);
  return parsed.json;
}

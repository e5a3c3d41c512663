import { readFileSync } from "node:fs";
import { join } from "node:path";
import { trafficLines, trafficSet } from "../../src/flows";
import { isolationPromises, promiseTexts } from "../../src/questions/promises";
import { rancherSg } from "../cli/command";
import { blocksIn } from "./package-folder";

const page = readFileSync(join(__dirname, "../../docs/explain.md"), "utf8");

test("shows the start and the end of its command's answer", () => {
  const [command] = blocksIn(page, "sh");
  const [start, end] = blocksIn(page, "text").map(({ text }) => text.trim());
  const { stdout } = rancherSg(`${command?.text}`.trim().replace("npx rancher-sg ", ""));
  expect(stdout.startsWith(`${start}\n`)).toBe(true);
  expect(stdout.endsWith(`\n${end}\n`)).toBe(true);
});

test("lists every promise with its traffic, and no other", () => {
  const rows = [...page.matchAll(/^\| (only [^|]*?) +\| ([^|]*?) +\|/gm)].map(([, promise, traffic]) => [
    promise,
    traffic,
  ]);
  expect(rows).toEqual(
    isolationPromises.map(({ id, traffic }) => [
      promiseTexts[id].promise,
      trafficLines(trafficSet(traffic)).join(", "),
    ]),
  );
});

test("names the fields of the JSON", () => {
  const command = "explain --deployment production --format json --from";
  const answers = ["worker --to etcd --port 2379", "worker --to etcd --port 9999"].map((rest) =>
    JSON.parse(rancherSg(`${command} ${rest}`).stdout),
  );
  const fields = answers.flatMap((answer) => [...Object.keys(answer), ...Object.keys(answer.edit ?? {})]);
  const named = ["verdict", "tableInEffect", "notAskedFor", "promises", "assertions", "sides", "alternatives"];
  for (const field of [...named, "edit", "noEdit", "alsoOpens", "alsoCloses"]) {
    expect(fields).toContain(field);
    expect(page).toContain(`\`${field}\``);
  }
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { trafficLines, trafficSet } from "../../src/flows";
import { isolationPromises, promiseTexts } from "../../src/questions/promises";
import { rancherSg } from "../cli/command";
import { blocksIn } from "./package-folder";

const page = readFileSync(join(__dirname, "../../docs/explain.md"), "utf8");

test("the page shows how the answer of its command starts and ends", () => {
  const [command] = blocksIn(page, "sh");
  const [start, end] = blocksIn(page, "text").map(({ text }) => text.trim());
  const { stdout } = rancherSg(`${command?.text}`.trim().replace("npx rancher-sg ", ""));
  expect(stdout.startsWith(`${start}\n`)).toBe(true);
  expect(stdout.endsWith(`\n${end}\n`)).toBe(true);
});

test("the page lists every promise with its traffic, and no other", () => {
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

test("the page names the fields that the JSON has", () => {
  const asked = "explain --deployment production --format json --from";
  const answers = ["worker --to etcd --port 2379", "worker --to etcd --port 9999"].map((rest) =>
    JSON.parse(rancherSg(`${asked} ${rest}`).stdout),
  );
  const fields = answers.flatMap((answer) => [...Object.keys(answer), ...Object.keys(answer.edit ?? {})]);
  const named = ["verdict", "tableInEffect", "notAskedFor", "promises", "assertions", "sides", "alternatives"];
  for (const field of [...named, "edit", "noEdit", "alsoOpens", "alsoCloses"]) {
    expect(fields).toContain(field);
    expect(page).toContain(`\`${field}\``);
  }
});

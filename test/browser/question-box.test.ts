/// <reference lib="dom" />
import type { Page } from "playwright-core";
import { loadConfig } from "../../src/config/load-config";
import { explain } from "../../src/questions/explain";
import { parseQuestion } from "../../src/questions/question";
import { ruleText } from "../../src/report/rule";
import { textsIn } from "../../src/texts";
import { rancherSg } from "../cli/command";
import { describeInBrowser, silentVisits, TestBrowser } from "./browser";
import { PageFolder, sample } from "./pages";

jest.setTimeout(60_000);

interface Asked {
  readonly from: string;
  readonly to: string;
  readonly protocol?: string;
  readonly port?: string;
}

describeInBrowser("the question box", () => {
  const folder = new PageFolder();
  let browser: TestBrowser;
  let file: string;
  const { visit, expectSilence } = silentVisits(() => browser);

  beforeAll(async () => {
    browser = await TestBrowser.launch();
    file = folder.report("sample.html", "--config", sample);
  });
  afterEach(expectSilence);
  afterAll(async () => {
    await browser.close();
    folder.clear();
  });

  /** Fills in the form as a user does, and returns the answer. */
  async function ask(page: Page, { from, to, protocol = "tcp", port = "" }: Asked) {
    await page.locator("[name=from]").fill(from);
    await page.locator("[name=to]").fill(to);
    await page.locator("[name=protocol]").selectOption(protocol);
    await page.locator("[name=port]").fill(port);
    await page.getByRole("button", { name: "Ask" }).click();
    return page.locator(".answer");
  }

  test("answers allowed, denied, partly allowed and not decided here", async () => {
    const { page } = await visit(file, { hash: "production" });
    const verdict = async (asked: Asked) => (await ask(page, asked)).locator(".verdict").innerText();
    expect(await verdict({ from: "worker", to: "controlplane", port: "6443" })).toBe(
      "✓ allowed tcp 6443 from worker to controlplane",
    );
    expect(await verdict({ from: "worker", to: "etcd", port: "2379" })).toBe("✕ denied tcp 2379 from worker to etcd");
    expect(await verdict({ from: "worker", to: "controlplane", port: "6443-6444" })).toBe(
      "◐ partly allowed tcp 6443-6444 from worker to controlplane",
    );
    expect(await verdict({ from: "apiClients", to: "workloadClients" })).toMatch(/^– not decided here/);
    expect(await verdict({ from: "worker, etcd", to: "etcd", port: "2379" })).toBe(
      "✓ allowed tcp 2379 from worker + etcd to etcd",
    );
    expect(await verdict({ from: "10.0.0.0/8", to: "worker", protocol: "udp", port: "30000" })).toBe(
      "✓ allowed udp 30000 from 10.0.0.0/8 to worker",
    );
  });

  test("shows the broken promise, the tables and the advice in place of an edit, like explain", async () => {
    const { page } = await visit(file, { hash: "production" });
    const answer = await (await ask(page, { from: "worker", to: "etcd", port: "2379" })).innerText();
    const explanation = JSON.parse(
      rancherSg(`explain --config ${sample} --deployment production --from worker --to etcd --port 2379 --format json`)
        .stdout,
    );
    expect(answer).toContain("No table in effect asks for tcp 2379 from worker to etcd.");
    expect(explanation.promises).toHaveLength(1);
    for (const { promise, why } of explanation.promises) {
      expect(answer).toContain(promise);
      expect(answer).toContain(why);
    }
    expect(answer).toContain("If you mean it, write a port rule under rules.add yourself");
    expect(answer).not.toContain("rules: {");
    for (const { portRule, reason } of explanation.alternatives) {
      expect(answer).toContain(portRule.id);
      expect(answer).toContain(reason);
    }
    for (const { rules } of explanation.sides) for (const { rule } of rules) expect(answer).toContain(rule);
  });

  test("shows the smallest edit, and the flows that it opens in addition", async () => {
    const { page } = await visit(file, { hash: "production" });
    const edited = await (await ask(page, { from: "worker", to: "worker", port: "9099" })).innerText();
    const explanation = JSON.parse(
      rancherSg(
        `explain --config ${sample} --deployment production --from worker --to worker --port 9099 --format json`,
      ).stdout,
    );
    expect(edited).toContain(explanation.edit.text);
    expect(explanation.edit.alsoOpens.length).toBeGreaterThan(0);
    for (const { group, flows } of explanation.edit.alsoOpens) {
      expect(edited).toContain(`ingress of ${group}: ${flows.join("; ")}`);
    }
  });

  test("gives the same answer as explain to every question between two parties", async () => {
    const { page } = await visit(file, { hash: "production" });
    const entry = loadConfig(sample).find(({ name }) => name === "production");
    if (!entry) throw new Error("the sample holds no production");
    const words = textsIn("en").page.answer.verdicts;
    const ends = [...entry.plan.parties.map(({ party }) => party), "198.51.100.0/24"];
    const ports = ["", "80", "2379", "8472", "10250-10256"];
    const questions = ends.flatMap((from, row) =>
      ends.map((to, column): Asked => {
        const port = ports[(row * 3 + column) % ports.length] as string;
        return { from, to, protocol: port === "8472" ? "udp" : "tcp", port };
      }),
    );
    // The page fills in the form itself, because a hundred questions by hand take a minute.
    const shown = await page.evaluate(async (asked) => {
      const form = document.querySelector(".question form") as HTMLFormElement;
      const answers: { verdict: string; text: string }[] = [];
      for (const question of asked) {
        for (const [name, value] of Object.entries(question)) {
          (form.elements.namedItem(name) as HTMLInputElement).value = value as string;
        }
        form.requestSubmit();
        await new Promise((resolve) => setTimeout(resolve));
        const box = document.querySelector(".answer") as HTMLElement;
        answers.push({ verdict: box.querySelector("strong")?.innerText.slice(2) ?? "", text: box.innerText });
      }
      return answers;
    }, questions);
    for (const [index, asked] of questions.entries()) {
      const { value } = parseQuestion({ ...asked, port: asked.port || undefined }, entry.plan);
      if (!value) throw new Error(`not a question: ${JSON.stringify(asked)}`);
      const { answer, sides, promises, edit } = explain(entry.plan, value);
      const shownAnswer = shown[index];
      expect({ asked, verdict: shownAnswer?.verdict }).toEqual({ asked, verdict: words[answer.verdict] });
      const rules = sides.flatMap(({ contributions }) => contributions.map(({ rule }) => ruleText(rule)));
      for (const text of [...rules, ...promises.map(({ promise }) => promise), ...(edit ? [edit.text] : [])])
        expect(shownAnswer?.text).toContain(text);
    }
    expect(new Set(shown.map(({ verdict }) => verdict)).size).toBe(4);
  });

  test("reports all mistakes together, and marks the wrong fields", async () => {
    const { page } = await visit(file, { hash: "production" });
    const answer = await ask(page, { from: "wroker", to: "10.0.0.5/24", port: "http" });
    expect(await answer.locator(".mistake").allInnerTexts()).toEqual([
      expect.stringMatching(/^from: is not a party of production, got "wroker"; did you mean "worker"\?/),
      'to: has host bits set, got "10.0.0.5/24"; the network is 10.0.0.0/24',
      'port: is not a port or a range of ports, got "http"; write 2379, or 30000-32767 for a range',
    ]);
    expect(await page.locator("[aria-invalid=true]").count()).toBe(3);
    await ask(page, { from: "", to: "worker" });
    expect(await answer.innerText()).toBe("from: is required; for example worker");
  });

  test("announces the answer in a status element that exists before the question", async () => {
    const { page } = await visit(file, { hash: "production" });
    const status = page.locator(".question").getByRole("status");
    expect(await status.count()).toBe(1);
    await ask(page, { from: "worker", to: "etcd" });
    expect(await status.innerText()).toContain("denied");
  });
});

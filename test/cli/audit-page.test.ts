/** `rancher-sg audit --format html`: the content of the page, and the destination of the output. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditEntry, AuditSummary } from "../../src/report/page/page-data";
import { answerNames, auditedFiles, harmless } from "../audit/audited-files";
import { inFolder } from "../stacks/program";
import { onTerminal, rancherSg, refusal } from "./command";

const words = ["audit", "--config", "config.yaml", ...answerNames];
const auditIn = (folder: string, ...more: readonly string[]) => rancherSg([...words, ...more], { cwd: folder });
const use = <T>(run: (folder: string) => T, texts = harmless) => inFolder(auditedFiles(texts), run);

const page = use((folder) => auditIn(folder, "--format", "html"));
const json = use((folder) => JSON.parse(auditIn(folder, "--format", "json").stdout));
const text = use((folder) => auditIn(folder).stdout);

function blockIn<T>(html: string, id: string): T {
  const [, data = ""] = new RegExp(`<script type="application/json" id="${id}">([^<]*)</script>`).exec(html) ?? [];
  return JSON.parse(data) as T;
}

const entries = [0, 1, 2].map((position) => blockIn<AuditEntry>(page.stdout, `deployment-${position}`));
const idsOf = ({ rules }: AuditEntry, by: readonly number[]) => by.map((position) => rules[position]?.id).sort();

test("counts the flows, groups and findings of each deployment, and exits with the code of the findings", () => {
  expect([page.exitCode, page.stderr]).toEqual([1, ""]);
  const { kind, origin, deployments } = blockIn<{
    kind: string;
    origin: string;
    deployments: readonly AuditSummary[];
  }>(page.stdout, "index");
  expect([kind, origin]).toEqual(["audit", answerNames.join(",")]);
  const place = { region: "us-east-1", vpcId: "vpc-0a1b2c3d4e5f60718" };
  const none = { closed: 0, undecided: 0, "open-wider": 0, open: 0 };
  expect(deployments).toEqual([
    {
      name: "lab",
      kind: "rancher-nodes",
      ...place,
      groups: 1,
      existing: 1,
      states: { ...none, open: 13 },
      findings: { error: 0, warning: 0, note: 0, acknowledged: 0 },
    },
    {
      name: "shop",
      kind: "custom",
      ...place,
      groups: 3,
      existing: 3,
      states: { closed: 6, undecided: 4, "open-wider": 3, open: 66 },
      findings: { error: 4, warning: 10, note: 0, acknowledged: 0 },
    },
    {
      name: "gone",
      kind: "rancher-nodes",
      ...place,
      groups: 1,
      existing: 0,
      states: { ...none, closed: 13 },
      findings: { error: 14, warning: 0, note: 0, acknowledged: 0 },
    },
  ]);
  use((folder) => expect(auditIn(folder, "--format", "html", "--fail-on", "never").exitCode).toBe(0));
});

test("shows every required flow of the JSON, with the same state, rules and missing part", () => {
  for (const [index, entry] of entries.entries()) {
    const shown = entry.required.flatMap(({ id, outcomes }) =>
      outcomes.flatMap(({ pairs, state, closed, undecided, ...outcome }) =>
        pairs.map(([from, to]) => {
          const [by, wider] = [idsOf(entry, outcome.by), idsOf(entry, outcome.wider)];
          return JSON.stringify([id, from, to, state, by, wider, closed, undecided]);
        }),
      ),
    );
    const expected = json.deployments[index].required.map((flow: Readonly<Record<string, unknown>>) => {
      const { portRule, from, to, state, by, wider, closed = {}, undecided = {} } = flow;
      return JSON.stringify([portRule, from, to, state, by, wider, closed, undecided]);
    });
    expect(shown.sort()).toEqual(expected.sort());
  }
});

test("merges flows of a port rule with the same result into one entry, and writes each rule once", () => {
  const [, shop] = entries as [AuditEntry, AuditEntry];
  const supervisor = shop.required.find(({ id }) => id === "rke2-supervisor-tcp");
  expect(supervisor).toMatchObject({
    protocol: "tcp",
    ports: { from: 9345, to: 9345 },
    purpose: "Supervisor API of RKE2",
    tables: "RKE2 documentation, Requirements main: Inbound Network Rules",
    outcomes: [
      {
        state: "closed",
        pairs: [
          ["etcd", "etcd"],
          ["etcd", "controlplane"],
          ["controlplane", "etcd"],
          ["controlplane", "controlplane"],
        ],
      },
      {
        state: "closed",
        pairs: [
          ["worker", "etcd"],
          ["worker", "controlplane"],
        ],
      },
    ],
  });
  const ids = shop.rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("shows traffic that is open in addition, groups with tags and attachment, half-attached nodes, and dropped flows", () => {
  const [, shop, gone] = entries as [AuditEntry, AuditEntry, AuditEntry];
  const [first, ...others] = shop.unrequired;
  expect({ ...first, by: idsOf(shop, first?.by ?? []) }).toEqual({
    group: "shop-agents",
    direction: "ingress",
    peer: "0.0.0.0/0",
    world: true,
    traffic: ["tcp 8443"],
    by: ["sgr-00000000000000001"],
  });
  expect(others.map(({ peer, world, traffic }) => [peer, world, ...traffic])).toEqual([
    ...["tcp 80", "tcp 443", "tcp 30000-32767", "udp 30000-32767"].map((one) => ["pl-0123456789abcdef0", false, one]),
    ["10.0.0.0/16", false, "tcp 10250-10256"],
  ]);
  expect(shop.rules.find(({ id }) => id === "sgr-00000000000000001")).toEqual({
    id: "sgr-00000000000000001",
    group: "shop-agents",
    text: "tcp 8443 from 0.0.0.0/0",
    description: "by hand",
  });
  expect(shop.groups.find(({ name }) => name === "shop-servers")).toMatchObject({
    isExisting: false,
    isAttached: true,
    tags: { changed: { Name: { from: "old", to: "shop-servers" } }, removed: ["owner=operations"] },
  });
  expect(gone.groups).toEqual([
    { name: "gone-nodes", isExisting: false, elsewhere: [], tags: { changed: {}, removed: [] } },
  ]);
  expect(shop.nodes?.filter(({ lacks }) => lacks.length > 0).map(({ id, attached }) => [id, ...attached])).toEqual([
    ["i-00000000000000003", "sg-0123456789abcdef0"],
  ]);
  const dropped = { acl: "acl-0123456789abcdef0", direction: "ingress", isAnswer: false, portRule: "rke2-kubelet-tcp" };
  expect(shop.blocked).toEqual([
    {
      ...dropped,
      subnets: ["subnet-00000000000000002"],
      flows: ["tcp 10250 from 10.0.0.1/32"],
      pairs: [
        ["etcd", "worker"],
        ["controlplane", "worker"],
      ],
    },
    {
      ...dropped,
      subnets: ["subnet-00000000000000001"],
      flows: ["tcp 10250 from 10.0.1.2/32"],
      pairs: [
        ["worker", "etcd"],
        ["worker", "controlplane"],
      ],
    },
  ]);
});

test("keeps texts of EC2 that look like markup unchanged, and adds no element for them", () => {
  const texts = {
    name: `"'><img src=x onerror="globalThis.broken = 1">`,
    description: "</script><script>globalThis.broken = 2</script><!--",
    tag: "]]><b>&amp;\u2028",
  };
  const html = use((folder) => auditIn(folder, "--format", "html").stdout, texts);
  const tags = html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "").match(/<(script|link|img|b|iframe|!--)\b[^>]*>?/g);
  expect(tags).toEqual([
    '<link rel="icon" href="data:,">',
    '<script type="application/json" id="index">',
    ...[0, 1, 2].map((position) => `<script type="application/json" id="deployment-${position}">`),
  ]);
  const shop = blockIn<AuditEntry>(html, "deployment-1");
  expect(shop.groups.map(({ name }) => name)).toContain(texts.name);
  expect(shop.rules.map(({ description }) => description)).toContain(texts.description);
  // A separator of lines is shown as U+FFFD.
  expect(shop.groups.flatMap(({ tags: { removed } }) => removed)).toEqual(["owner=]]><b>&amp;\ufffd"]);
});

test("writes a page of three deployments that is smaller than 450 kB", () => {
  const size = Buffer.byteLength(page.stdout);
  process.stdout.write(`a page of an audit: ${size} bytes\n`);
  expect(size).toBeGreaterThan(50_000);
  expect(size).toBeLessThan(450_000);
});

describe("--output", () => {
  test.each(["html", "json", "sarif", "text"])("writes %s to the file, and the text to standard output", (format) => {
    use((folder) => {
      const shown = auditIn(folder, "--format", format).stdout;
      const run = auditIn(folder, "--format", format, "--output", "audit.out");
      expect([run.exitCode, run.stdout === text, run.stderr]).toEqual([1, true, ""]);
      expect(readFileSync(join(folder, "audit.out"), "utf8") === shown).toBe(true);
    });
  });

  test("prints to standard output with -", () => {
    use((folder) => expect(auditIn(folder, "--format", "html", "--output", "-").stdout === page.stdout).toBe(true));
  });

  test("rejects a folder that does not exist", () => {
    use((folder) => {
      const args = [...words, "--format", "html", "--output", "none/audit.html"];
      expect(refusal(args, { cwd: folder })).toEqual([
        '--output: cannot be written: there is no such folder, got "none/audit.html"; name another file',
      ]);
    });
  });
});

test("writes the page to rancher-sg-audit.html on a terminal, and replaces only a page of audit", () => {
  use((folder) => {
    const args = [...words, "--format", "html"];
    const { exitCode, printed } = onTerminal(folder, args, { NO_COLOR: "1" });
    expect([exitCode, printed]).toEqual([1, `wrote rancher-sg-audit.html\n${text}`]);
    const file = join(folder, "rancher-sg-audit.html");
    expect(readFileSync(file, "utf8") === page.stdout).toBe(true);
    expect(onTerminal(folder, args, { NO_COLOR: "1" }).exitCode).toBe(1);
    writeFileSync(file, rancherSg("report").stdout);
    expect(onTerminal(folder, args)).toEqual({
      exitCode: 2,
      printed:
        '--output: exists, and is not a page written by rancher-sg audit, got "rancher-sg-audit.html"; name another file with --output\n',
    });
  });
});

test("changes only the language of the page with --lang", () => {
  use((folder) => {
    const { stdout } = auditIn(folder, "--format", "html", "--lang", "zh-CN");
    expect(stdout).toContain('<html lang="zh-CN">');
    expect(stdout).toContain("<title>安全组审计</title>");
    expect(refusal([...words, "--lang", "zh-CN"], { cwd: folder })).toEqual([
      "--lang: has no meaning without --format html; add --format html, or remove it",
    ]);
  });
});

test("shows the imports of the next deploy with --imports", () => {
  use((folder) => {
    const imports = ["--deployment", "lab", "--imports", "lab.import.json"];
    const { exitCode, stdout } = auditIn(folder, ...imports, "--format", "html");
    expect(exitCode).toBe(0);
    expect(blockIn<AuditEntry>(stdout, "deployment-0").imports).toMatch(
      /^rancher-nodes is sg-\w+: 13 of 13 rules exist\nwrote lab\.import\.json\nto import what exists, add this line to the deployment lab, then deploy it: adopt: lab\.import\.json\n$/,
    );
    expect(existsSync(join(folder, "lab.import.json"))).toBe(true);
  });
});

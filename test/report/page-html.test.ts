import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { dataBlock } from "../../src/report/page/page-html";
import { rancherSg, root } from "../cli/command";
import { inFolder } from "../stacks/program";

const page = (options = "") => rancherSg(`report ${options}`).stdout;
const cluster = page("--deployment production");

test("is smaller than 372 kB for a cluster", () => {
  const size = Buffer.byteLength(cluster);
  process.stdout.write(`a page of one cluster: ${size} bytes\n`);
  expect(size).toBeGreaterThan(50_000);
  expect(size).toBeLessThan(372_000);
});

test("is the same to the byte for the same config", () => {
  // Not toBe, because its diff of two pages would be unreadable.
  expect(page("--deployment production") === cluster).toBe(true);
});

test("allows only its one program and one style in its policy, by their hashes", () => {
  const [, policy = ""] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(cluster) ?? [];
  const programs = [...cluster.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => `${text}`);
  const styles = [...cluster.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text]) => `${text}`);
  expect([programs.length, styles.length]).toEqual([1, 1]);
  const hash = (text: string | undefined) => createHash("sha256").update(`${text}`).digest("base64");
  expect(policy.split("; ")).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${hash(programs[0])}'`,
    `style-src 'sha256-${hash(styles[0])}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test("has, in addition to them, only one kind of markup: data that does not run", () => {
  const tags = cluster.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "").match(/<(script|link|img|iframe)\b[^>]*>/g);
  expect(tags).toEqual([
    '<link rel="icon" href="data:,">',
    '<script type="application/json" id="index">',
    '<script type="application/json" id="deployment-0">',
  ]);
});

test("has no text that ends its block or starts a comment in it, and every text without invisible characters", () => {
  const visible = (text: string) => {
    const whole = text.replaceAll(/\p{Cs}/gu, "\ufffd");
    return whole.replaceAll(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
  };
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("</script>", "<!--", "]]>", "\u202e", "\\\ud800")),
      ),
      (texts) => {
        const [, json = ""] =
          /^<script type="application\/json" id="x">([^<>&]*)<\/script>$/.exec(dataBlock("x", texts)) ?? [];
        expect(JSON.parse(json)).toEqual(texts.map(visible));
      },
    ),
  );
});

test("contains nothing about the account, role or state of a deployment", () => {
  const withSecrets = readFileSync(join(root, "stacks/rancher-sg.yaml"), "utf8").replaceAll(
    "    region: us-east-1\n",
    [
      "    region: us-east-1",
      "    profile: hidden-profile",
      "    assumeRole: { roleArn: 'arn:aws:iam::123456789012:role/hidden-role', externalId: hidden-id }",
      "    state: { s3: { bucket: hidden-bucket, region: us-east-1 } }",
      "    endpoint: http://hidden-endpoint:5000",
      "",
    ].join("\n"),
  );
  inFolder({ "config.yaml": withSecrets }, (folder) => {
    const { exitCode, stdout } = rancherSg(["report", "--config", join(folder, "config.yaml")]);
    expect(exitCode).toBe(0);
    expect(stdout.match(/hidden-\w+/g)).toBeNull();
  });
});

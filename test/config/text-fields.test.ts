/**
 * No text of a config is evaluated by Terraform: every text field of the schema rejects what Terraform would evaluate.
 */
import { stringify } from "yaml";
import { issuesOf } from "./config-lines";
import { defaultsWith, deploymentsWith } from "./text-fields";

const evaluated = [
  '${upper("x")}',
  "%{ if true }x%{ endif }",
  "#{TfToken[TOKEN.0]}",
  "&{TfToken[TOKEN.0]}",
  "$${x}",
  "%%{x}",
  "a%{",
];

const configs = (text: string) => [
  ...deploymentsWith(text).map(({ path, value }) => ({ path, config: { deployments: [value] } })),
  ...defaultsWith(text).map(({ path, value }) => {
    const deployment = {
      name: "lab",
      type: "rancher-nodes",
      edition: "2.x",
      region: "us-east-1",
      vpcId: "vpc-0a1b2c3d4e5f60718",
    };
    return { path: ["defaults", ...path], config: { defaults: value, deployments: [deployment] } };
  }),
];

test("finds the text fields of the schema", () => {
  const paths = configs("x").map(({ path }) => path.join("."));
  for (const known of [
    "rancher-nodes.tags.<key>",
    "rancher-nodes.tags.<value>",
    "rancher-nodes.groupName",
    "rancher-nodes.sources.<value>.prefixListIds.[]",
    "cluster.rules.add.[].purpose",
    "cluster.parties.rancher.deployment",
    "cluster.assumeRole.externalId",
    "rancher-server.state.s3.key",
    "defaults.state.cloud.workspace",
    "defaults.profile",
  ]) {
    expect(paths).toContain(known);
  }
  expect(paths.length).toBeGreaterThan(200);
});

test.each(evaluated)("rejects %s in every text field, at its place", (text) => {
  const accepted = configs(text).filter(({ config }) => {
    const yaml = stringify(config, { lineWidth: 0 });
    const found = issuesOf(yaml).filter(({ code, received }) => code === "not-expanded" && received === text);
    const lines = yaml
      .split("\n")
      .flatMap((line, index) =>
        line.includes(JSON.stringify(text).slice(1, -1)) || line.includes(text) ? [index + 1] : [],
      );
    return found.length === 0 || !found.every(({ place }) => lines.includes(place?.line ?? 0));
  });
  expect(accepted.map(({ path }) => path.join("."))).toEqual([]);
});

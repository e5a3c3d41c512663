/**
 * The whole way, with the real cdktf, Terraform and AWS provider: a config file becomes security groups in an EC2 API,
 * and what that API then reports is measured against the source tables.
 */

import { parse } from "yaml";
import { readGroups } from "../../scripts/emulator/ec2-readback";
import { findToolchain, type Toolchain } from "../../scripts/emulator/toolchain";
import { clusterCases } from "./deployment-case";
import { buildLandscape, type Landscape, type Site, sampleConfig, variantsConfig } from "./landscape";
import { evaluated, testMatrixCells } from "./matrix-cells";
import { testRancherNodesLines } from "./rancher-nodes-lines";
import type { Endpoint } from "./reachability";
import { reportedRules, synthesizedRules } from "./synthesized-rules";

const minutes = 60_000;
const { tools, missing } = findToolchain();
if (missing && process.env.E2E === "required") throw new Error(missing);
if (missing) process.stderr.write(`e2e skipped, ${missing}\n`);

(tools ? describe : describe.skip)("applied by Terraform", () => {
  let landscape: Landscape | undefined;
  const deployed = (): Landscape => {
    if (landscape) return landscape;
    throw new Error("not deployed: see the first test");
  };
  const site = (name: "sample" | "variants"): Site => deployed()[name];

  test(
    "cdktf deploys the shipped sample and its variants",
    async () => {
      landscape = await buildLandscape(tools as Toolchain);
      expect([deployedStacks(landscape.sample), deployedStacks(landscape.variants)]).toEqual([
        stackNames(sampleConfig),
        stackNames(variantsConfig),
      ]);
    },
    10 * minutes,
  );

  afterAll(async () => {
    await landscape?.clear();
    const { allowed, forbidden } = evaluated;
    process.stdout.write(`${allowed + forbidden} cells evaluated: ${allowed} allowed, ${forbidden} forbidden\n`);
  });

  for (const deployment of clusterCases(sampleConfig)) {
    testMatrixCells(deployment, () => site("sample"));
  }
  for (const deployment of clusterCases(variantsConfig)) {
    testMatrixCells(deployment, () =>
      deployment.name === "bound" ? { ...site("variants"), others: boundMembers(deployed()) } : site("variants"),
    );
  }

  testRancherNodesLines("rancher-nodes", () => site("sample").groups);
  testRancherNodesLines(
    "narrowed",
    () => site("variants").groups,
    ({ fromPort }, address) => fromPort !== 2376 && (fromPort !== 22 || address.startsWith("203.0.113.")),
  );

  describe.each(["sample", "variants"] as const)("the %s in EC2", (name) => {
    test("the id of every created group is an output, and no other group was created", () => {
      const { groups, outputs } = site(name);
      const { clientsGroupId, workersGroupId } = deployed().existing;
      const before = name === "variants" ? [clientsGroupId, workersGroupId] : [];
      const expected = [...Object.values(outputs).flatMap((ids) => Object.values(ids)), ...before];
      const ours = groups.filter((group) => group.name !== "default").map(({ id }) => id);
      expect([...ours].sort()).toEqual(expected.sort());
    });

    test("every rule arrives with its description and tags, and no other rule is there", () => {
      const { groups, outputs, workspace } = site(name);
      const { workersGroupId, clientsGroupId } = deployed().existing;
      const ours = groups.filter((group) => group.name !== "default" && group.id !== clientsGroupId);
      const synthesized = Object.keys(outputs).flatMap((stack) => synthesizedRules(workspace.synthesized(stack)));
      expect(reportedRules(ours, [workersGroupId])).toEqual(synthesized.sort());
    });

    test("every rule says what it is for, and is named after the port rules that asked for it", () => {
      const rules = site(name)
        .groups.filter(({ tags }) => tags.Name)
        .flatMap((group) => group.rules);
      const unsaid = rules.filter(
        ({ description, tags }) =>
          !/^\w.* \[[a-z0-9-]+(, [a-z0-9-]+)*\]$/.test(description) ||
          !description.endsWith(`[${tags.Name?.replaceAll(" ", ", ")}]`),
      );
      expect(rules.length).toBeGreaterThan(0);
      expect(unsaid).toEqual([]);
    });

    test("no group holds the same rule twice", () => {
      const same = site(name).groups.flatMap(({ id, rules }) =>
        rules.map(({ direction, protocol, fromPort, toPort, peer }) =>
          JSON.stringify([id, direction, protocol, fromPort, toPort, peer]),
        ),
      );
      expect(same.filter((rule, index) => same.indexOf(rule) !== index)).toEqual([]);
    });

    test(
      "a second plan shows no change in any stack",
      async () => {
        const { outputs, workspace } = site(name);
        const changed: string[] = [];
        const stacks = Object.keys(outputs);
        const planNext = async (): Promise<void> => {
          const stack = stacks.shift();
          if (!stack) return;
          const plan = await workspace.terraform(stack, "plan", "-detailed-exitcode", "-input=false", "-no-color");
          if (plan.exitCode !== 0) changed.push(`${stack}: ${plan.said}`);
          await planNext();
        };
        await Promise.all([planNext(), planNext()]);
        expect(changed).toEqual([]);
      },
      5 * minutes,
    );
  });

  test("groups carry the name, description and tags of the sample", () => {
    const shown = site("sample")
      .groups.filter(({ name }) => name !== "default")
      .map(({ name, description, tags }) => [name, description, tags]);
    const of = (name: string) => ({ Name: name, environment: "production" });
    expect(shown).toEqual([
      ["production-controlplane", "Rancher: control plane nodes", of("production-controlplane")],
      ["production-etcd", "Rancher: etcd nodes", of("production-etcd")],
      ["production-load-balancer", "Rancher: external load balancer", of("production-load-balancer")],
      ["production-rancher", "Rancher: Rancher nodes", of("production-rancher")],
      ["production-worker", "Rancher: worker nodes", of("production-worker")],
      ["rancher-nodes", "Rancher: cluster nodes", { Name: "rancher-nodes" }],
    ]);
  });

  describe("destroyed again", () => {
    beforeAll(async () => {
      await Promise.all([site("sample").workspace.destroy(), site("variants").workspace.destroy()]);
    }, 10 * minutes);

    test("only the VPC's own group is left of the sample", async () => {
      const left = await readGroups(deployed().client, site("sample").vpcId);
      expect(left.map(({ name }) => name)).toEqual(["default"]);
    });

    test("groups that were there before are left as they were", async () => {
      const left = await readGroups(deployed().client, site("variants").vpcId);
      expect(left.map(({ name, rules }) => [name, rules.length])).toEqual([
        ["clients-from-before", 1],
        ["default", 1],
        ["workers-from-before", 0],
      ]);
    });

    test.each(["sample", "variants"] as const)("Terraform remembers nothing of the %s", (name) => {
      const { outputs, workspace } = site(name);
      const remembered = Object.keys(outputs).flatMap((stack) => workspace.state(stack).resources);
      expect(remembered).toEqual([]);
    });
  });
});

function deployedStacks({ outputs }: Site): readonly string[] {
  return Object.keys(outputs).sort();
}

function stackNames(config: string): readonly string[] {
  return parse(config)
    .deployments.map(({ name }: { name: string }) => name)
    .sort();
}

/** Who the parties are that `bound` binds to what was there before. */
function boundMembers({ existing: { workersGroupId, clientsGroupId } }: Landscape) {
  const held = (groupId: string, ...addresses: string[]) =>
    addresses.map((address): Endpoint => ({ address, groupIds: [groupId] }));
  const outside = (...addresses: string[]) => addresses.map((address): Endpoint => ({ address, groupIds: [] }));
  return {
    worker: held(workersGroupId, "10.0.3.11", "10.0.3.12"),
    workloadClients: held(clientsGroupId, "10.0.60.11", "10.0.60.12"),
    apiClients: outside("203.0.113.64", "203.0.113.127", "192.0.2.10", "2001:db8:a::", "2001:db8:a:ffff::1"),
    stranger: outside("203.0.113.63", "203.0.113.128", "192.0.2.11", "2001:db8:b::", "2001:db8:9:ffff::1"),
  };
}

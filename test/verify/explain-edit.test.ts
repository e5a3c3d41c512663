import fc from "fast-check";
import { catalogFor } from "../../src/catalog";
import { type Deployment, deploymentSchema } from "../../src/model/deployment";
import { project } from "../../src/projection/project";
import { check, type Question } from "../../src/verify/check";
import { explain } from "../../src/verify/explain";
import { Reachability } from "../../src/verify/reachability";
import { plannableDeployments } from "../projection/arbitrary-deployment";
import { todaysDeployments } from "../projection/arbitrary-distribution";
import { edited } from "./edited-deployment";

const clients = { apiClients: "anywhere", workloadClients: "anywhere" };
const otherKinds = fc
  .record({
    provisioning: fc.constantFrom("hosted", "imported"),
    egress: fc.constantFrom("all", "required"),
    loadBalancer: fc.constantFrom({}, { loadBalancer: { terminatesTls: true } }),
  })
  .map(({ loadBalancer, ...rest }) =>
    deploymentSchema.parse({
      type: "cluster",
      name: "p",
      ...rest,
      ...loadBalancer,
      parties: { ...clients, hostedCluster: { securityGroupId: "sg-0123456789abcdef0", manageRules: true } },
    }),
  );

/** A deployment without some of its port rules, and a question about one of its catalog's, or of any port. */
const cases: fc.Arbitrary<{ deployment: Deployment; question: Question }> = fc
  .oneof(
    { weight: 4, arbitrary: plannableDeployments },
    { weight: 1, arbitrary: otherKinds },
    { weight: 3, arbitrary: todaysDeployments },
  )
  .chain((deployment) => {
    const rules = catalogFor(deployment).rules;
    const parties = project(deployment).parties.map(({ party }) => party);
    const ends = fc.uniqueArray(fc.constantFrom(...parties), { minLength: 1, maxLength: 2 });
    const anything = fc
      .tuple(ends, ends, fc.constantFrom("tcp", "udp", "icmp"), fc.constantFrom(22, 80, 443, 9999))
      .map(([from, to, protocol, port]) => ({ from, to, protocol, ports: { from: port, to: port } }));
    return fc
      .record({
        omit: fc.subarray(
          rules.map(({ id }) => id),
          { maxLength: 3 },
        ),
        asked: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...rules) }, { weight: 1, arbitrary: anything }),
        one: fc.nat(),
        other: fc.nat(),
      })
      .map(({ omit, asked: { from, to, protocol, ports }, one, other }) => ({
        deployment: omit.length > 0 ? deploymentSchema.parse({ ...deployment, rules: { omit } }) : deployment,
        question: {
          from: [from[one % from.length]].flatMap((party) => (party && parties.includes(party) ? [{ party }] : [])),
          to: [to[other % to.length]].flatMap((party) => (party && parties.includes(party) ? [{ party }] : [])),
          traffic: {
            ipProtocol: protocol === "all" ? "-1" : protocol,
            ...(ports === "all" || protocol === "icmp" ? {} : { fromPort: ports.from, toPort: ports.to }),
          },
        },
      }))
      .filter(({ deployment: made, question: { from, to } }) => from.length > 0 && to.length > 0 && isPlannable(made));
  });

function isPlannable(deployment: Deployment): boolean {
  try {
    project(deployment);
    return true;
  } catch {
    return false;
  }
}

test("the edit that explain offers, done as its words say, allows all of what was asked", () => {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(cases, ({ deployment, question }) => {
      const { edit, answer } = explain(deployment, project(deployment), question);
      if (answer.verdict === "allowed") expect(edit).toBeUndefined();
      if (edit === undefined) return;
      const after = edited(deployment, edit);
      expect(check(new Reachability(project(after)), question).verdict).toBe("allowed");
      const kind = edit.includes("rules.omit") ? "restore" : edit.slice(0, 12);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }),
    { numRuns: 1_000 },
  );
  expect([...kinds.keys()]).toEqual(
    expect.arrayContaining(["restore", "loadBalancer", "remove loadB", "rules: { add", "cni: { name:"]),
  );
});

test("for a port that nodes with IPv6 addresses have, the edit gives them some", () => {
  const deployment = deploymentSchema.parse({
    type: "cluster",
    name: "p",
    provisioning: "custom",
    distribution: "k3s",
    cni: { name: "flannel", encapsulation: "wireguard" },
    parties: { rancher: "none", apiClients: "none", workloadClients: "none" },
  });
  const question: Question = {
    from: [{ party: "worker" }],
    to: [{ party: "controlplane" }],
    traffic: { ipProtocol: "udp", fromPort: 51821, toPort: 51821 },
  };
  const { edit } = explain(deployment, project(deployment), question);
  expect(edit).toBe("ipFamily: dual");
  expect(check(new Reachability(project(edited(deployment, `${edit}`))), question).verdict).toBe("allowed");
});

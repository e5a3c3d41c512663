import fc from "fast-check";
import { catalogFor } from "../../src/catalog";
import { settingsOf } from "../../src/catalog/settings";
import { datastoreOf, hasParty } from "../../src/model/condition";
import type { Deployment } from "../../src/model/deployment";
import type { Party } from "../../src/model/party";
import { omittedPortRules, type Peer, type Plan, type SecurityGroupRule } from "../../src/model/plan";
import { type PortRule, pairsOf } from "../../src/model/port-rule";
import { ruleKey } from "../../src/model/rule-identity";
import { layer } from "../../src/projection/layer";
import { planDeployment } from "../../src/projection/plan-deployment";
import { select } from "../../src/projection/select";
import { deployments as documented, plannableDeployments as plannable } from "./arbitrary-deployment";
import { todaysDeployments } from "./arbitrary-distribution";
import { shuffled } from "./arbitrary-order";

const deployments = fc.oneof(documented, todaysDeployments);
const plannableDeployments = fc.oneof(plannable, todaysDeployments);

/** The parts of a rule that identify it to EC2: everything except description and tags. */
function awsView({ direction, ipProtocol, fromPort, toPort, peer }: SecurityGroupRule): string {
  return JSON.stringify([direction, ipProtocol, fromPort, toPort, peer.type, peer.value]);
}

const rulesOf = (plan: Plan) => plan.groups.flatMap(({ key, rules }) => rules.map((rule) => ({ key, rule })));

/** The deployment with port rules omitted, reworded and added, like those of users and of future editions. */
function edited(deployment: Deployment): fc.Arbitrary<Deployment> {
  const { rules } = catalogFor(deployment);
  const some = fc.subarray(rules.map(({ id }) => id));
  const parties = [...new Set(rules.flatMap(({ from, to }) => [...from, ...to]))];
  const isThere = (name: Party) =>
    name !== "rancherCatalog" &&
    name !== "internet" &&
    name !== "peer" &&
    hasParty(deployment, name) &&
    (!["apiLoadBalancer", "hostedNodes", "administrators"].includes(name) || Object.hasOwn(deployment.parties, name)) &&
    (name !== "etcd" || datastoreOf(deployment) === "embedded");
  const party = fc.constantFrom(...parties.filter(isThere));
  const added = fc.record({ from: party, to: party, port: fc.constantFrom(22, 80, 443, 8472, 9796) });
  const partly = fc.constantFrom(...rules.filter(({ scope }) => scope === "network")).chain(({ id, from, to }) =>
    fc.record({
      id: fc.constant(id),
      from: fc.subarray([...from], { minLength: 1 }),
      to: fc.subarray([...to], { minLength: 1 }),
    }),
  );
  const omissions = fc.tuple(some, fc.array(partly, { maxLength: 3 })).map(([ids, parts]) => [...ids, ...parts]);
  return fc.tuple(omissions, some, fc.array(added, { maxLength: 3 })).map(([omit, reworded, additions]) => ({
    ...deployment,
    rules: {
      omit,
      override: Object.fromEntries(reworded.map((id) => [id, { purpose: "In other words" }])),
      add: additions.map(({ from, to, port }, index) => ({
        id: `added-${index}-tcp`,
        from: [from],
        to: [to],
        protocol: "tcp" as const,
        ports: { from: port, to: port },
        purpose: "Of the user's own",
      })),
    },
  }));
}

const withEdition: fc.Arbitrary<[Deployment, Deployment]> = deployments.chain((deployment) =>
  edited(deployment).map((other): [Deployment, Deployment] => [deployment, other]),
);

const selectedOf = (deployment: Deployment) =>
  select(deployment, settingsOf(deployment), layer(deployment, catalogFor(deployment))).selected;

test("identity: keeps the key of a rule that is the same to EC2, whatever other rules and purposes there are", () => {
  fc.assert(
    fc.property(withEdition, ([deployment, other]) => {
      const keys = new Map(
        rulesOf(planDeployment(deployment)).map(({ key, rule }) => [key + awsView(rule), ruleKey(rule)]),
      );
      for (const { key, rule } of rulesOf(planDeployment(other))) {
        expect(keys.get(key + awsView(rule)) ?? ruleKey(rule)).toBe(ruleKey(rule));
      }
    }),
  );
});

test("identity: gives two rules of one group the same key only if they are the same to EC2", () => {
  fc.assert(
    fc.property(withEdition, ([deployment, other]) => {
      for (const { rules } of [...planDeployment(deployment).groups, ...planDeployment(other).groups]) {
        expect(new Set(rules.map(ruleKey)).size).toBe(new Set(rules.map(awsView)).size);
      }
    }),
  );
});

test("no duplicates: has no two rules in a group that are the same to EC2", () => {
  fc.assert(
    fc.property(withEdition, ([deployment, other]) => {
      const catalog = catalogFor(deployment);
      const twice = { ...catalog, rules: [...catalog.rules, ...catalog.rules] };
      for (const { rules } of [...planDeployment(deployment, twice).groups, ...planDeployment(other).groups]) {
        const views = rules.map(awsView);
        expect(views).toEqual([...new Set(views)]);
      }
    }),
  );
});

test("no duplicates: lists in a rule all port rules that require it, sorted", () => {
  fc.assert(
    fc.property(deployments, (deployment) => {
      for (const { rule } of rulesOf(planDeployment(deployment))) {
        expect(rule.portRules).toEqual([...new Set(rule.portRules)].sort());
      }
    }),
  );
});

/** The value with every list sorted and without duplicates, and every map's keys sorted. */
function canonical(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!Array.isArray(value)) {
    const entries = Object.entries(value).map(([key, child]) => [key, canonical(child)] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return [...new Set(value.map((element) => JSON.stringify(canonical(element))))].sort();
}

test("order-free: computes the same bytes if any list of the deployment or the catalog is permuted or has duplicates", () => {
  const inputs = deployments.chain((deployment) =>
    fc.tuple(fc.constant(deployment), shuffled(deployment), shuffled(catalogFor(deployment))),
  );
  fc.assert(
    fc.property(inputs, ([deployment, otherDeployment, otherCatalog]) => {
      const [plan, other] = [planDeployment(deployment), planDeployment(otherDeployment, otherCatalog)];
      // The deployment and the port rules are those of the input, in its order.
      const computed = ({ deployment: { name }, portRules: _, skipped: __, ...rest }: Plan) => ({ name, ...rest });
      // Compares readable values first, then bytes.
      expect(computed(other)).toEqual(computed(plan));
      expect(JSON.stringify(computed(other)) === JSON.stringify(computed(plan))).toBe(true);
      expect(omittedPortRules(other)).toEqual(omittedPortRules(plan));
      expect(canonical(other)).toEqual(canonical(plan));
    }),
    { numRuns: 200 },
  );
});

/** The ports of a documented port rule, or those of the deployment if the add-on leaves them to it. */
function portsAsked(deployment: Deployment, rule: PortRule | undefined): readonly unknown[] {
  if (rule?.addon !== "service-load-balancer" || deployment.type !== "cluster") return [rule?.ports];
  const entry = deployment.addons?.find(({ name }) => name === rule.addon);
  return entry?.ports?.[rule.protocol as "tcp" | "udp"] ?? [];
}

test("never wider: has a rule for every protocol or every port only if a port rule requires exactly that", () => {
  fc.assert(
    fc.property(deployments, (deployment) => {
      const byId = new Map(catalogFor(deployment).rules.map((rule) => [rule.id, rule]));
      for (const { rule } of rulesOf(planDeployment(deployment))) {
        for (const portRule of rule.portRules.map((id) => byId.get(id))) {
          expect(rule.ipProtocol).toBe(portRule?.protocol === "all" ? "-1" : portRule?.protocol);
          const ports = rule.fromPort === undefined ? "all" : { from: rule.fromPort, to: rule.toPort };
          expect(portsAsked(deployment, portRule)).toContainEqual(ports);
        }
      }
    }),
  );
});

test("traceable: lists in every rule port rules that are selected", () => {
  fc.assert(
    fc.property(deployments, (deployment) => {
      const selected = selectedOf(deployment).map(({ id }) => id);
      for (const { rule } of rulesOf(planDeployment(deployment))) {
        expect(rule.portRules.length).toBeGreaterThan(0);
        expect(rule.portRules.filter((id) => !selected.includes(id))).toEqual([]);
      }
    }),
  );
});

test("traceable: has every selected port rule in the plan, or a reason for each of its pairs without a rule", () => {
  fc.assert(
    fc.property(plannableDeployments, (deployment) => {
      const plan = planDeployment(deployment);
      const written = new Set(rulesOf(plan).flatMap(({ rule }) => rule.portRules));
      const skippedRequirements = new Set(
        plan.skippedRequirements.map(({ portRule, from, to }) => `${portRule}: ${from} -> ${to}`),
      );
      for (const rule of selectedOf(deployment)) {
        const open = pairsOf(rule).filter(([from, to]) => !skippedRequirements.has(`${rule.id}: ${from} -> ${to}`));
        expect([rule.id, open.length > 0]).toEqual([rule.id, written.has(rule.id)]);
      }
    }),
  );
});

const openEgress = ["egress-nodes-all", "egress-lb-all", "egress-api-lb-all", "egress-hosted-nodes-all"];

test("traceable: skips a pair of parties exactly if no rule of its destination or source group is for it", () => {
  fc.assert(
    fc.property(plannableDeployments, (deployment) => {
      const plan = planDeployment(deployment);
      const groupOf = (party: string) => plan.groups.find(({ parties }) => parties.some((held) => held === party));
      const asks = (party: string, direction: string, id: string) =>
        groupOf(party)?.rules.some((rule) => rule.direction === direction && rule.portRules.includes(id)) ?? false;
      for (const { portRule, from, to, reason } of plan.skippedRequirements) {
        if (reason === "noGroup") expect([groupOf(to), from]).toEqual([undefined, from]);
        if (reason === "egressAll") expect(openEgress.some((id) => asks(from, "egress", id))).toBe(true);
        if (reason === "localTraffic") expect(asks(to, "ingress", portRule)).toBe(false);
      }
    }),
  );
});

test("outbound: has an outbound rule for each destination of the port rules of a group without open egress", () => {
  const someOmitted = deployments.chain(edited);
  fc.assert(
    fc.property(someOmitted, (deployment) => {
      const plan = planDeployment(deployment);
      // A load balancer with public addresses is a destination under these addresses.
      const peersOf = (name: Party) => {
        const { peers = [], publicPeers = peers } = plan.parties.find(({ party }) => party === name) ?? {};
        return name === "loadBalancer" ? publicPeers : peers;
      };
      for (const rule of selectedOf(deployment).filter(({ scope }) => scope === "network")) {
        for (const [from, to] of pairsOf(rule)) {
          const group = plan.groups.find(({ existing, parties }) => !existing && parties.includes(from));
          if (!group || to === "peer" || to === "internet") continue;
          const egress = group.rules.filter(({ direction }) => direction === "egress");
          const open = egress.filter(({ ipProtocol }) => ipProtocol === "-1").map(({ peer }) => peer.label);
          const isFamilyOpen = ({ type }: Peer) =>
            type === "cidrIpv6" ? open.includes("::/0") : type === "cidrIpv4" ? open.includes("0.0.0.0/0") : false;
          const isNameOpen = { ipv4: ["0.0.0.0/0"], ipv6: ["::/0"], dual: ["0.0.0.0/0", "::/0"] }[plan.ipFamily].every(
            (cidr) => open.includes(cidr),
          );
          const missing = peersOf(to).filter(
            (peer) =>
              !isFamilyOpen(peer) &&
              !(isNameOpen && !peer.type.startsWith("cidr")) &&
              !egress.some(({ portRules, peer: { label } }) => portRules.includes(rule.id) && label === peer.label),
          );
          expect([rule.id, from, to, missing]).toEqual([rule.id, from, to, []]);
        }
      }
    }),
  );
});

test("limits descriptions to EC2's 255 characters, with an ellipsis for the rest", () => {
  fc.assert(
    fc.property(plannableDeployments, (deployment) => {
      for (const { rule } of rulesOf(planDeployment(deployment))) {
        expect(rule.description.length).toBeLessThanOrEqual(255);
        expect(rule.description).toMatch(/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/);
      }
    }),
  );
});

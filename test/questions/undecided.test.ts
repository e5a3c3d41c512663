/** Traffic that cannot be decided: a prefix list whose entries are unknown may have any address. */
import { world } from "../../src/model/cidr";
import { parseDeployment } from "../../src/model/parse-deployment";
import { plannedNetwork } from "../../src/network/planned-network";
import { planDeployment } from "../../src/projection/plan-deployment";
import { check } from "../../src/questions/check";
import { matrix } from "../../src/questions/matrix";
import { prove } from "../../src/questions/prove";
import { type Endpoint, parseEndpoint } from "../../src/reach/endpoint";
import { Reachability } from "../../src/reach/reachability";
import { answerText } from "../../src/report/answer";
import { plainText } from "../../src/report/styled-text";

const list = "pl-0123456789abcdef0";
const plan = planDeployment(
  parseDeployment({
    type: "rancher-nodes",
    edition: "2.x",
    name: "a",
    rules: {
      add: [
        {
          id: "x",
          from: ["peer"],
          to: ["nodes"],
          protocol: "tcp",
          ports: 9,
          purpose: "x",
          peer: { prefixListIds: [list] },
        },
      ],
    },
  }),
);
const end = (text: string): Endpoint => {
  const parsed = parseEndpoint(text, plan);
  if ("problem" in parsed) throw new Error(parsed.problem.message);
  return parsed.endpoint;
};
const port9 = { ipProtocol: "tcp", fromPort: 9, toPort: 9 };
const questionOf = (from: string, to = "nodes", traffic = port9) => ({ from: [end(from)], to: [end(to)], traffic });
const known = (...cidrs: readonly string[]) =>
  new Reachability(plan, { ...plannedNetwork([plan]), prefixLists: new Map([[list, cidrs]]) });
const unknown = new Reachability(plan);
const claims = (reachability: Reachability, kind: "permits" | "forbids" | "only", from: string) =>
  prove(reachability, { kind, claim: { from: [end(from)], to: [end("nodes")], traffic: [port9] } }).map(
    ({ witness }) => witness,
  );

describe("a prefix list whose entries are unknown", () => {
  test.each(["203.0.113.0/24", "internet", "sg-0123456789abcdef0", "nodes", "2001:db8::/32", "pl-0123456789abcdef1"])(
    "may have %s",
    (from) => {
      const { verdict, denied, undecided } = check(unknown, questionOf(from));
      expect([verdict, denied.isEmpty, undecided.isEmpty]).toEqual(["undecided", true, false]);
      const witness = `whether tcp 9 from ${from} to nodes is allowed cannot be decided`;
      expect(claims(unknown, "forbids", from)).toEqual([witness]);
      expect(claims(unknown, "permits", from)).toEqual([witness]);
    },
  );

  test("is allowed by its id, and other ports stay denied", () => {
    expect(check(unknown, questionOf(list)).verdict).toBe("allowed");
    expect(check(unknown, questionOf("203.0.113.0/24", "nodes", { ...port9, fromPort: 10, toPort: 10 })).verdict).toBe(
      "denied",
    );
    expect(claims(unknown, "permits", list)).toEqual([]);
  });

  test("appears in the answer and in the matrix", () => {
    const question = questionOf("203.0.113.0/24");
    expect(plainText(answerText(question, check(unknown, question)))).toBe(
      "tcp 9 from 203.0.113.0/24 to nodes: cannot be decided: the addresses of a prefix list or of nodes, or the rules of a group, are not known\n",
    );
    const { from, to, cells, undecided } = matrix(unknown);
    expect(cells[from.indexOf("internet")]?.[to.indexOf("nodes")]).not.toContain("tcp 9");
    expect(undecided[from.indexOf("internet")]?.[to.indexOf("nodes")]).toEqual(["tcp 9"]);
  });

  test("fails an assertion that only others may send the traffic", () => {
    expect(claims(unknown, "only", "203.0.113.0/24")).toEqual([`tcp 9 from ${list} to nodes`]);
  });
});

describe("a prefix list whose entries are known", () => {
  test.each<[string, readonly string[], string]>([
    ["203.0.113.0/24", ["203.0.113.0/24"], "allowed"],
    ["203.0.113.7/32", ["198.51.100.0/24", "203.0.113.0/25"], "allowed"],
    ["203.0.113.0/24", ["203.0.113.0/25"], "partly"],
    ["203.0.113.0/24", ["198.51.100.0/24"], "denied"],
    ["203.0.113.0/24", [], "denied"],
    ["internet", [world.ipv4], "allowed"],
    ["nodes", [world.ipv4], "allowed"],
    [list, ["198.51.100.0/24"], "allowed"],
  ])("decides %s by %j: %s", (from, cidrs, verdict) => {
    expect(check(known(...cidrs), questionOf(from)).verdict).toBe(verdict);
  });

  test("proves assertions", () => {
    expect(claims(known("198.51.100.0/24"), "forbids", "203.0.113.0/24")).toEqual([]);
    expect(claims(known("203.0.113.0/24"), "permits", "203.0.113.0/24")).toEqual([]);
    expect(claims(known("203.0.113.0/24"), "forbids", "203.0.113.0/24")).toEqual([
      "tcp 9 from 203.0.113.0/24 to nodes",
    ]);
    expect(claims(known("203.0.113.0/25"), "only", "203.0.113.0/24")).toEqual([]);
  });
});

describe("partial knowledge of existing groups", () => {
  const withRules = (cidr: string) => {
    const [group] = plannedNetwork([plan]).groups;
    const rule = { direction: "ingress" as const, ...port9, key: "", portRules: [], description: "" };
    const groups = group ? [{ ...group, rules: [{ ...rule, peer: { type: "cidrIpv4" as const, value: cidr } }] }] : [];
    return { groups };
  };

  test("leaves undecided whether a rule for the CIDR of a VPC admits nodes whose addresses are not known", () => {
    const question = questionOf("sg-0123456789abcdef0");
    const network = withRules("10.0.0.0/16");
    expect(check(new Reachability(plan, network), question).verdict).toBe("denied");
    const found = new Reachability(plan, network, undefined, { cidrsMayAdmitGroups: true });
    expect(check(found, question).verdict).toBe("undecided");
    expect(check(found, questionOf("203.0.113.0/24")).verdict).toBe("denied");
    expect(check(found, questionOf("10.0.1.0/24")).verdict).toBe("allowed");
  });

  test("denies nothing by a group whose rules are not all known", () => {
    const groups = withRules("10.0.0.0/16").groups.map((group) => ({ ...group, unread: "one page of several" }));
    const reachability = new Reachability(plan, { groups });
    expect(check(reachability, questionOf("203.0.113.0/24")).verdict).toBe("undecided");
    expect(check(reachability, questionOf("10.0.0.0/24")).verdict).toBe("allowed");
  });
});

/** Rules for matching groups of two origins: within one VPC for audit, explain and matrix, and in any VPC for diff. */
import { sameGroups } from "../../src/network/same-groups";

const group = (id: string, name: string, vpcId?: string, hasNamePrefix?: boolean) => ({
  peer: /^(\d{12}\/)?sg-/.test(id)
    ? ({ type: "securityGroup", value: id } as const)
    : ({ type: "group", value: id } as const),
  name,
  ...(vpcId === undefined ? {} : { vpcId }),
  ...(hasNamePrefix === undefined ? {} : { hasNamePrefix }),
});
type Group = ReturnType<typeof group>;
const found = (mine: Group, theirs: readonly Group[], acrossVpcs = false) => {
  const { pairs, ambiguous } = sameGroups([mine], theirs, { acrossVpcs });
  const ids = (ambiguous.get(mine) ?? []).map(({ peer }) => peer.value);
  return pairs.get(mine)?.peer.value ?? (ids.length > 0 ? ids : undefined);
};
const completed = (name: string, digit = 1) => `${name}-2026112816320165300000000${digit}`;

test.each<[string, Group, readonly Group[], string | readonly string[] | undefined]>([
  ["by id, whatever the name and the account", group("123456789012/sg-a", "x"), [group("sg-a", "y")], "sg-a"],
  ["by name in its VPC", group("a/web", "web", "vpc-1"), [group("sg-a", "web", "vpc-1")], "sg-a"],
  ["not by name in another VPC", group("a/web", "web", "vpc-1"), [group("sg-a", "web", "vpc-2")], undefined],
  ["by name, if the VPC of one is not known", group("a/web", "web"), [group("sg-a", "web", "vpc-2")], "sg-a"],
  [
    "neither of two with the name, if the VPC is not known",
    group("a/web", "web"),
    [group("sg-a", "web", "vpc-1"), group("sg-b", "web", "vpc-2")],
    ["sg-a", "sg-b"],
  ],
  ["not by a name in another case", group("a/web", "web", "vpc-1"), [group("sg-a", "Web", "vpc-1")], undefined],
  ["by a completed name", group("a/web", "web", "vpc-1", true), [group("sg-a", completed("web"), "vpc-1")], "sg-a"],
  [
    "not by a completed name, if Terraform does not complete names",
    group("a/web", "web", "vpc-1", false),
    [group("sg-a", completed("web"), "vpc-1")],
    undefined,
  ],
  [
    "neither of two with completed names",
    group("a/web", "web", "vpc-1", true),
    [group("sg-a", completed("web"), "vpc-1"), group("sg-b", completed("web", 2), "vpc-1")],
    ["sg-a", "sg-b"],
  ],
  [
    "neither of a completed name and the name itself, if Terraform completes names",
    group("a/web", "web", "vpc-1", true),
    [group("sg-a", "web", "vpc-1"), group("sg-b", completed("web"), "vpc-1")],
    ["sg-a", "sg-b"],
  ],
  [
    "by the name itself before a completed one, if it is not known whether Terraform completes names",
    group("a/web", "web", "vpc-1"),
    [group("sg-b", completed("web"), "vpc-1"), group("sg-a", "web", "vpc-1")],
    "sg-a",
  ],
])("matches groups: %s", (_, mine, theirs, expected) => {
  expect(found(mine, theirs)).toEqual(expected);
});

test("matches groups of two environments by name only if that is allowed", () => {
  const [mine, theirs] = [group("sg-a", "web", "vpc-1"), group("sg-b", "web", "vpc-2")];
  expect([found(mine, [theirs]), found(mine, [theirs], true)]).toEqual([undefined, "sg-b"]);
});

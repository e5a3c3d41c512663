/**
 * EC2's answers in the forms that users have: the accepted forms and their meaning, and the rejected ones with their
 * messages.
 */
import { SecurityGroupsError } from "../../src/errors";
import { peerName } from "../../src/model/network";
import { type Ec2Answer, mergeEc2Answers, parseEc2Answer } from "../../src/network/ec2-answer";
import { differences, type Ec2NetworkOptions, ec2Network, type NetworkAclEntry } from "../../src/network/ec2-network";

const ids = { group: "sg-0123456789abcdef0", other: "sg-0123456789abcdef1", rule: "sgr-0123456789abcdef0" };
const vpcId = "vpc-0a1b2c3d4e5f60718";
const [own, foreign] = ["123456789012", "210987654321"];

type Json = Readonly<Record<string, unknown>>;

const group = (more: Json = {}) => ({
  GroupId: ids.group,
  GroupName: "web",
  VpcId: vpcId,
  OwnerId: own,
  IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
  ...more,
});
const rule = (more: Json = {}) => ({
  SecurityGroupRuleId: ids.rule,
  GroupId: ids.group,
  GroupOwnerId: own,
  IsEgress: false,
  IpProtocol: "tcp",
  FromPort: 443,
  ToPort: 443,
  CidrIpv4: "10.0.0.0/8",
  ...more,
});

/** The result of a reader, or the lines of its error. */
function linesOf<T>(read: () => T): T | readonly string[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof SecurityGroupsError) return error.message.split("\n");
    throw error;
  }
}
const answered = (...jsons: readonly unknown[]): Ec2Answer =>
  mergeEc2Answers(jsons.map((json) => parseEc2Answer(json, "groups.json")));
const network = (json: unknown, options?: Ec2NetworkOptions) => ec2Network(answered(json), options);
const refusal = (json: unknown, file = "groups.json") =>
  linesOf(() => ec2Network(mergeEc2Answers([parseEc2Answer(json, file)])));
const rulesIn = (json: unknown) => {
  const [first] = network(json).groups;
  return first?.rules.map(({ direction, ipProtocol, fromPort, toPort, peer, key }) =>
    [direction, ipProtocol, fromPort, toPort, peerName(peer), key].join(" "),
  );
};

describe("accepted answers", () => {
  const read = ["ingress tcp 443 443 cidrIpv4:10.0.0.0/8 "];

  test.each<[string, unknown]>([
    ["groups from an old AWS CLI, without single rules", { SecurityGroups: [group()] }],
    ["a bare list of groups from --query", [group()]],
    ["a bare list of lists from --query", [[group()]]],
    [
      "comments and notes of the SDK",
      { SecurityGroups: [group()], $metadata: {}, ResponseMetadata: {}, _note: 1, "//": 1 },
    ],
    ["an empty token for the next page", { SecurityGroups: [group()], NextToken: null }],
  ])("%s", (_, json) => {
    expect(rulesIn(json)).toEqual(read);
  });

  test("a bare list of rules, with the groups in another file", () => {
    expect(ec2Network(answered([rule()], [group()])).groups[0]?.rules.map(({ key }) => key)).toEqual([ids.rule]);
  });

  test("several pages in several files are merged, with each group once", () => {
    const pages = answered([group()], [group({ GroupId: ids.other, GroupName: "db" })], [group()]);
    expect(ec2Network(pages).groups.map(({ name }) => name)).toEqual(["web", "db"]);
  });

  test("a group whose rules are not in the answer has the rules of its permissions", () => {
    const answer = answered([rule({ GroupId: ids.other })], [group()]);
    expect(ec2Network(answer).groups[0]?.rules).toHaveLength(1);
    expect(differences(answer, new Set([ids.group]))).toEqual([]);
  });

  test.each([
    ["every protocol", { IpProtocol: "-1", FromPort: -1, ToPort: -1 }, "-1  "],
    ["a protocol by its number", { IpProtocol: "6", FromPort: 1, ToPort: 2 }, "tcp 1 2"],
    ["every port", { IpProtocol: "udp", FromPort: -1, ToPort: -1 }, "udp 0 65535"],
    ["an ICMP type with every code", { IpProtocol: "icmp", FromPort: 8, ToPort: -1 }, "icmp 8 -1"],
    ["a protocol without ports", { IpProtocol: "50", FromPort: null, ToPort: null }, "50  "],
  ])("%s", (_, traffic, expected) => {
    const peers = { IpRanges: [{ CidrIp: "10.0.0.0/8" }] };
    expect(rulesIn([group({ IpPermissions: [{ ...traffic, ...peers }] })])).toEqual([
      `ingress ${expected} cidrIpv4:10.0.0.0/8 `,
    ]);
  });
});

describe("groups of other accounts and of peered VPCs", () => {
  const pairs = (...UserIdGroupPairs: readonly Json[]) => [
    group({ IpPermissions: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, UserIdGroupPairs }] }),
  ];

  test("have the account in front only if it is another account, in permissions and in rules", () => {
    const same = { GroupId: ids.other, UserId: own };
    const other = { GroupId: ids.other, UserId: foreign };
    const peers = (json: unknown) => rulesIn(json)?.map((line) => line.split(" ")[4]);
    expect(peers(pairs(same))).toEqual([`securityGroup:${ids.other}`]);
    expect(peers(pairs(other))).toEqual([`securityGroup:${foreign}/${ids.other}`]);
    expect(peers([group({ ...pairs(other)[0], OwnerId: undefined })])).toEqual([`securityGroup:${ids.other}`]);
    const single = (ReferencedGroupInfo: Json) =>
      ec2Network(answered([rule({ CidrIpv4: null, ReferencedGroupInfo })], [group()])).groups[0]?.rules[0]?.peer.value;
    expect(single(same)).toBe(ids.other);
    expect(single(other)).toBe(`${foreign}/${ids.other}`);
  });

  test("have a stale rule that opens nothing for a group of a deleted peering connection", () => {
    const stale = { GroupId: ids.other, UserId: foreign, PeeringStatus: "deleted" };
    const active = { GroupId: ids.group, UserId: own, PeeringStatus: "active" };
    const [found] = network(pairs(stale, active)).groups;
    expect(found?.rules.map(({ peer }) => peer.value)).toEqual([ids.group]);
    expect(found?.stale?.map(({ peer }) => peer.value)).toEqual([`${foreign}/${ids.other}`]);
    const single = rule({ CidrIpv4: null, ReferencedGroupInfo: stale });
    const [same] = ec2Network(answered([single], [group()])).groups;
    expect([same?.rules, same?.stale?.map(({ key }) => key)]).toEqual([[], [ids.rule]]);
  });
});

describe("rejected answers", () => {
  test.each<[string, unknown, readonly string[]]>([
    [
      "one page of several",
      { SecurityGroups: [group()], NextToken: "eyJ" },
      [
        "groups.json: is one page of several (NextToken), so groups or rules are missing; run the aws command again without --max-items and --no-paginate",
      ],
    ],
    ...["SecurityGroupRules", "NetworkInterfaces", "Reservations", "Subnets", "NetworkAcls", "PrefixLists"].map(
      (key): [string, unknown, readonly string[]] => [
        `one page of several of ${key}`,
        { [key]: [], NextToken: "eyJ" },
        [
          "groups.json: is one page of several (NextToken), so groups or rules are missing; run the aws command again without --max-items and --no-paginate",
        ],
      ],
    ),
    [
      "a page that consists only of a token",
      { NextToken: "eyJ" },
      [
        "groups.json: is one page of several (NextToken), so groups or rules are missing; run the aws command again without --max-items and --no-paginate",
      ],
    ],
    [
      "an unknown key",
      { SecurityGroups: [group()], Vpcs: [] },
      [
        "groups.json Vpcs: is not read here; remove it; the keys that are read are SecurityGroupRules, NetworkInterfaces, NetworkAcls, Reservations, Subnets, PrefixLists, SecurityGroups, Entries, PrefixListId",
      ],
    ],
    [
      "an empty list",
      [],
      [
        "groups.json: is a list, and its elements do not tell what it is a list of; run the aws command without --query",
      ],
    ],
    [
      "a list of texts",
      ["sg-1"],
      [
        "groups.json: is a list, and its elements do not tell what it is a list of; run the aws command without --query",
      ],
    ],
    ["an answer that is not a list", { SecurityGroups: {} }, ["groups.json SecurityGroups: must be a list"]],
    [
      "a protocol that EC2 does not have",
      [group({ IpPermissions: [{ IpProtocol: "foo" }] })],
      [
        'groups.json SecurityGroups[0].IpPermissions[0].IpProtocol: is not a protocol, got "foo"; use one of tcp, udp, icmp, icmpv6, all, a number from 0 to 255',
      ],
    ],
    [
      "ports in the wrong order",
      [group({ IpPermissions: [{ IpProtocol: "tcp", FromPort: 30, ToPort: 20 }] })],
      [
        'groups.json SecurityGroups[0].IpPermissions[0].FromPort: runs from the higher to the lower port, got "30 to 20"; write 20-30',
      ],
    ],
    [
      "a first port without a last one",
      [group({ IpPermissions: [{ IpProtocol: "tcp", FromPort: 9345 }] })],
      [
        'groups.json SecurityGroups[0].IpPermissions[0].FromPort: is out of range, got "9345 to nothing"; ports are 0 to 65535',
      ],
    ],
    [
      "an ICMP type that does not exist",
      [group({ IpPermissions: [{ IpProtocol: "icmp", FromPort: 300, ToPort: -1 }] })],
      [
        'groups.json SecurityGroups[0].IpPermissions[0].FromPort: is not an ICMP type and code, got "300 to -1"; FromPort is the type and ToPort the code; -1 is all; both are 0 to 255',
      ],
    ],
    [
      "a CIDR with host bits",
      [group({ IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "10.0.0.5/8" }] }] })],
      [
        'groups.json SecurityGroups[0].IpPermissions[0].IpRanges[0].CidrIp: has host bits set, got "10.0.0.5/8"; the network is 10.0.0.0/8',
      ],
    ],
    [
      "an IPv6 CIDR in the place of an IPv4 CIDR",
      [group({ IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "::/0" }] }] })],
      ['groups.json SecurityGroups[0].IpPermissions[0].IpRanges[0].CidrIp: must be IPv4, got "::/0"'],
    ],
  ])("%s", (_, json, lines) => {
    expect(refusal(json)).toEqual(lines);
  });

  test("a rule without a peer, or with two", () => {
    const line =
      "groups.json SecurityGroupRules[0]: has no peer, or several; run the aws command again; EC2 reports exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupInfo";
    for (const more of [{ CidrIpv4: null }, { CidrIpv6: "::/0" }]) {
      expect(linesOf(() => ec2Network(answered([group()], [rule(more)])))).toEqual([line]);
    }
  });
});

describe("groups that no deployment names", () => {
  const strange = group({ GroupName: "strange", IpPermissions: [{ IpProtocol: "foo" }] });
  const isWanted = ({ name }: { readonly name: string }) => name === "web";

  test("are marked as unread if they have a meaningless rule", () => {
    const [first, second] = network([strange, group({ GroupId: ids.other })], { isWanted }).groups;
    expect([first?.rules, first?.unread]).toEqual([
      [],
      'groups.json SecurityGroups[0].IpPermissions[0].IpProtocol: is not a protocol, got "foo"; use one of tcp, udp, icmp, icmpv6, all, a number from 0 to 255',
    ]);
    expect([second?.rules.length, second?.unread]).toEqual([1, undefined]);
  });

  test("are rejected for the same rule if a deployment names them", () => {
    expect(linesOf(() => network([group({ IpPermissions: [{ IpProtocol: "foo" }] })], { isWanted }))).toEqual([
      expect.stringContaining('got "foo"'),
    ]);
  });

  test("must all have a valid id, name and VPC", () => {
    expect(linesOf(() => network([group({ GroupId: "sg-1", GroupName: 1 })], { isWanted: () => false }))).toEqual([
      'groups.json SecurityGroups[0].GroupId: is not the id of a security group, got "sg-1"; it looks like sg-0123456789abcdef0',
      "groups.json SecurityGroups[0].GroupName: must be a text, got 1; put it in quotes",
    ]);
  });
});

describe("prefix lists", () => {
  const list = "pl-0123456789abcdef0";
  const entries = { Entries: [{ Cidr: "192.0.2.0/24", Description: "office" }, { Cidr: "198.51.100.7/32" }] };
  const cidrs = ["192.0.2.0/24", "198.51.100.7/32"];
  const listsOf = (json: unknown, file: string) => [...(ec2Network(parseEc2Answer(json, file)).prefixLists ?? [])];

  test("are identified by the file name, or by a key", () => {
    expect(listsOf(entries, `answers/${list}.json`)).toEqual([[list, cidrs]]);
    expect(listsOf({ ...entries, PrefixListId: list }, "entries.json")).toEqual([[list, cidrs]]);
    expect(refusal(entries, "entries.json")).toEqual([
      "entries.json Entries: does not say of which prefix list these are the entries, because EC2 does not repeat the id; name the file after the list, such as pl-0123456789abcdef0.json, or add the key PrefixListId",
    ]);
  });

  test("open nothing without entries, and are unknown if they are only listed", () => {
    expect(listsOf({ Entries: [] }, `${list}.json`)).toEqual([[list, []]]);
    const listed = { PrefixLists: [{ PrefixListId: list, PrefixListName: "office", MaxEntries: 5 }] };
    expect(ec2Network(parseEc2Answer(listed)).prefixLists).toBeUndefined();
    const answer = mergeEc2Answers([parseEc2Answer(entries, `${list}.json`), parseEc2Answer(listed)]);
    expect(ec2Network(answer).prefixLists?.get(list)).toEqual(cidrs);
  });

  test("have the CIDRs of AWS's lists from describe-prefix-lists", () => {
    const json = { PrefixLists: [{ PrefixListId: "pl-63a5400a", Cidrs: ["54.231.0.0/16"], PrefixListName: "s3" }] };
    expect(listsOf(json, "s3.json")).toEqual([["pl-63a5400a", ["54.231.0.0/16"]]]);
  });

  test("are rejected with an entry that is not a CIDR", () => {
    expect(refusal({ Entries: [{ Cidr: "10.0.0.1" }] }, `${list}.json`)).toEqual([
      expect.stringMatching(/^pl-0123456789abcdef0\.json Entries\[0\]\.Cidr: is not .* got "10\.0\.0\.1"/),
    ]);
  });
});

describe("attachments of groups, and network ACLs", () => {
  const [eni, subnetId] = ["eni-0123456789abcdef0", "subnet-0123456789abcdef0"];
  const described = {
    NetworkInterfaceId: eni,
    VpcId: vpcId,
    SubnetId: subnetId,
    Groups: [{ GroupId: ids.group, GroupName: "web" }],
    PrivateIpAddress: "10.0.0.5",
    PrivateIpAddresses: [{ PrivateIpAddress: "10.0.0.5" }, { PrivateIpAddress: "10.0.0.6" }],
    Ipv4Prefixes: [{ Ipv4Prefix: "10.0.1.0/28" }],
    Ipv6Addresses: [{ Ipv6Address: "2001:db8::5" }],
    Attachment: { InstanceId: "i-0123456789abcdef0" },
  };
  const read = {
    id: eni,
    vpcId,
    subnetId,
    groups: [ids.group],
    addresses: ["10.0.0.5/32", "10.0.0.6/32", "2001:db8::5/128"],
    instanceId: "i-0123456789abcdef0",
  };

  test("are the same from describe-network-interfaces and from describe-instances", () => {
    expect(network({ NetworkInterfaces: [described] }).interfaces).toEqual([read]);
    const { Attachment: _, ...inside } = described;
    const instance = { InstanceId: "i-0123456789abcdef0", NetworkInterfaces: [inside] };
    expect(network({ Reservations: [{ Instances: [instance] }] }).interfaces).toEqual([read]);
    expect(network([instance]).interfaces).toEqual([read]);
    expect(network({ NetworkInterfaces: [inside] }).interfaces).toEqual([{ ...read, instanceId: undefined }]);
    expect(ec2Network(answered({ NetworkInterfaces: [described] }, [instance])).interfaces).toEqual([read]);
  });

  test("include the CIDRs of a subnet that are in use", () => {
    const block = (Ipv6CidrBlock: string, State: string) => ({ Ipv6CidrBlock, Ipv6CidrBlockState: { State } });
    const json = {
      SubnetId: subnetId,
      VpcId: vpcId,
      CidrBlock: "10.0.0.0/24",
      Ipv6CidrBlockAssociationSet: [block("2001:db8:1::/64", "associated"), block("2001:db8:2::/64", "disassociated")],
    };
    expect(network({ Subnets: [json] }).subnets).toEqual([
      { id: subnetId, vpcId, cidrs: ["10.0.0.0/24", "2001:db8:1::/64"] },
    ]);
    expect(network([json]).subnets).toHaveLength(1);
  });

  test("list the entries of a network ACL in the order of their numbers", () => {
    const entry = (RuleNumber: number, more: Json) => ({
      RuleNumber,
      RuleAction: "allow",
      Egress: false,
      Protocol: "-1",
      CidrBlock: "0.0.0.0/0",
      ...more,
    });
    const json = {
      NetworkAclId: "acl-0123456789abcdef0",
      VpcId: vpcId,
      IsDefault: true,
      Associations: [{ SubnetId: subnetId, NetworkAclId: "acl-0123456789abcdef0" }],
      Entries: [
        entry(32767, { RuleAction: "deny" }),
        entry(100, { Protocol: "6", PortRange: { From: 22, To: 23 } }),
        entry(90, { Protocol: "1", IcmpTypeCode: { Type: 8, Code: -1 }, Egress: true }),
        entry(110, { CidrBlock: undefined, Ipv6CidrBlock: "::/0" }),
      ],
    };
    const [acl] = network({ NetworkAcls: [json] }).networkAcls ?? [];
    expect(acl).toMatchObject({ id: "acl-0123456789abcdef0", vpcId, isDefault: true, subnetIds: [subnetId] });
    const inOrder: readonly NetworkAclEntry[] = [
      { number: 90, direction: "egress", ipProtocol: "icmp", fromPort: 8, toPort: -1, allows: true, cidr: "0.0.0.0/0" },
      {
        number: 100,
        direction: "ingress",
        ipProtocol: "tcp",
        fromPort: 22,
        toPort: 23,
        allows: true,
        cidr: "0.0.0.0/0",
      },
      { number: 110, direction: "ingress", ipProtocol: "-1", allows: true, cidr: "::/0" },
      { number: 32767, direction: "ingress", ipProtocol: "-1", allows: false, cidr: "0.0.0.0/0" },
    ];
    expect(acl?.entries).toEqual(inOrder);
    const wrong = { ...json, Entries: [entry(1, { Protocol: "6", PortRange: { From: 9, To: 1 } })] };
    expect(refusal({ NetworkAcls: [wrong] })).toEqual([
      expect.stringMatching(/^groups\.json NetworkAcls\[0\]\.Entries\[0\]\.FromPort: .*got "9 to 1"/),
    ]);
  });
});

describe("300,000 CIDRs in one rule", () => {
  const many = (cidrOf: (index: number) => string) => {
    const ranges = Array.from({ length: 300_000 }, (_, index) => ({ CidrIp: cidrOf(index) }));
    return [group({ IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: ranges }] })];
  };

  test("are read", () => {
    const address = (index: number) => `${10 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}.0/24`;
    expect(network(many(address)).groups[0]?.rules).toHaveLength(300_000);
  });

  test("are reported as 100 lines and a count if none is a CIDR", () => {
    const lines = refusal(many((index) => `x${index}`)) as readonly string[];
    expect([lines.length, lines.at(-1)]).toEqual([101, "... and 299,900 more mistakes"]);
  });
});

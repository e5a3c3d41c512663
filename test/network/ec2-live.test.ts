/** Requests to EC2, some of which the role is not allowed to make. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeLive } from "../../src/network/ec2-live";
import { root } from "../repository/sources";
import { asEc2, list, vpcId } from "./ec2-server";

const everything = ["prefixLists", "interfaces", "instances", "subnets", "networkAcls"] as const;
const liveRequests = [
  "DescribeInstances",
  "DescribeNetworkAcls",
  "DescribeNetworkInterfaces",
  "DescribeSecurityGroupRules",
  "DescribeSecurityGroups",
  "DescribeSubnets",
  "GetManagedPrefixListEntries",
];

const described = (errors: Readonly<Record<string, string>>) =>
  asEc2(errors, (endpoint) =>
    describeLive(
      { region: "us-east-1", endpoint },
      {
        vpcIds: [vpcId],
        groupIds: [],
        wantsRules: () => true,
        more: ["prefixLists", "interfaces", "subnets", "networkAcls"],
      },
    ),
  );

test("reads everything if the role may read everything", async () => {
  const { groups, prefixLists, refused, ...others } = await described({});
  expect(groups?.map(({ name }) => name)).toEqual(["nodes"]);
  expect([prefixLists, refused]).toEqual([[{ id: list, cidrs: ["198.51.100.0/24"] }], undefined]);
  expect(others).toEqual({ rules: [], interfaces: [], subnets: [], networkAcls: [] });
});

test("reports requests that the role may not make, and reads the rest", async () => {
  const unauthorized = "UnauthorizedOperation";
  const answer = await described({
    DescribeNetworkInterfaces: unauthorized,
    DescribeNetworkAcls: unauthorized,
    GetManagedPrefixListEntries: unauthorized,
  });
  expect(answer).toMatchObject({
    groups: [{ name: "nodes" }],
    subnets: [],
    refused: ["ec2:GetManagedPrefixListEntries", "ec2:DescribeNetworkInterfaces", "ec2:DescribeNetworkAcls"],
  });
  expect([answer.interfaces, answer.networkAcls, answer.prefixLists]).toEqual([undefined, undefined, undefined]);
});

test("treats a deleted prefix list as unknown, and not as a missing permission", async () => {
  const answer = await described({ GetManagedPrefixListEntries: "InvalidPrefixListId.NotFound" });
  expect([answer.prefixLists, answer.refused]).toEqual([undefined, undefined]);
});

test("fails without the groups", async () => {
  await expect(described({ DescribeSecurityGroups: "UnauthorizedOperation" })).rejects.toThrow(
    "does not say what exists: UnauthorizedOperation: no",
  );
});

test("fails at any other error", async () => {
  await expect(described({ DescribeSubnets: "InvalidParameterValue" })).rejects.toThrow("InvalidParameterValue: no");
});

describe("with credentials in the environment", () => {
  const names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
  const before = names.map((name) => process.env[name]);
  beforeAll(() => {
    for (const name of names) process.env[name] = "real";
  });
  afterAll(() => {
    for (const [index, name] of names.entries()) {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    }
  });
  const roleArn = "arn:aws:iam::123456789012:role/reader";

  test.each([
    ["the role of the credentials", {}, []],
    ["another role", { assumeRole: { roleArn } }, ["AssumeRole"]],
  ])("sends only read requests to an emulator, and no real key: %s", async (_, role, more) => {
    await asEc2({}, async (endpoint, requests) => {
      await describeLive(
        { region: "us-east-1", endpoint, ...role },
        { vpcIds: [vpcId], groupIds: [], wantsRules: () => true, more: everything },
      );
      expect([...new Set(requests.map(({ action }) => action))].sort()).toEqual([...more, ...liveRequests].sort());
      expect(requests.map(({ accessKey }) => accessKey)).not.toContain("real");
    });
  });
});

test("sends exactly the requests that SECURITY.md lists", () => {
  const row = readFileSync(join(root, "SECURITY.md"), "utf8")
    .split("\n")
    .find((line) => line.includes("only reads"));
  const listed = [...`${row}`.matchAll(/`((?:Describe|Get)\w+)`/g)].map(([, name]) => `${name}`);
  expect(listed.sort()).toEqual([...liveRequests].sort());
});

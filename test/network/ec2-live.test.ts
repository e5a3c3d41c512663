/** Questions to EC2, some of which the role may not ask. */
import { describeLive } from "../../src/network/ec2-live";
import { asEc2, list, vpcId } from "./ec2-server";

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

test("everything is read if the role may ask everything", async () => {
  const { groups, prefixLists, refused, ...others } = await described({});
  expect(groups?.map(({ name }) => name)).toEqual(["nodes"]);
  expect([prefixLists, refused]).toEqual([[{ id: list, cidrs: ["198.51.100.0/24"] }], undefined]);
  expect(others).toEqual({ rules: [], interfaces: [], subnets: [], networkAcls: [] });
});

test("questions that the role may not ask are named, and the others are answered", async () => {
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

test("a prefix list that is gone is not known, and is no refusal", async () => {
  const answer = await described({ GetManagedPrefixListEntries: "InvalidPrefixListId.NotFound" });
  expect([answer.prefixLists, answer.refused]).toEqual([undefined, undefined]);
});

test("without the groups there is nothing to judge", async () => {
  await expect(described({ DescribeSecurityGroups: "UnauthorizedOperation" })).rejects.toThrow(
    "does not say what exists: UnauthorizedOperation: no",
  );
});

test("another error ends the reading", async () => {
  await expect(described({ DescribeSubnets: "InvalidParameterValue" })).rejects.toThrow("InvalidParameterValue: no");
});

import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  type EC2Client,
  type IpPermission,
} from "@aws-sdk/client-ec2";
import { readGroups } from "../../scripts/emulator/ec2-readback";
import { createVpc, emulatedEc2 } from "../../scripts/emulator/emulated-ec2";
import { Emulator } from "../../scripts/emulator/emulator";
import { findToolchain } from "../../scripts/emulator/toolchain";
import { patience } from "./timings";

const { tools } = findToolchain();

(tools ? describe : describe.skip)("the emulator, like EC2,", () => {
  let emulator: Emulator;
  let client: EC2Client;
  let vpcId: string;

  beforeAll(async () => {
    emulator = await Emulator.start(tools?.motoServer ?? "");
    client = emulatedEc2(emulator.url);
    vpcId = await createVpc(client, "10.0.0.0/16");
  }, patience);
  afterAll(() => emulator?.stop(), patience);

  const createGroup = async (GroupName: string) => {
    const created = new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName, Description: GroupName });
    return (await client.send(created)).GroupId as string;
  };
  const fromGroup = (GroupId: string, port: number, Description: string): IpPermission => ({
    IpProtocol: "tcp",
    FromPort: port,
    ToPort: port,
    UserIdGroupPairs: [{ GroupId, Description }],
  });
  const ingressOf = async (groupId: string) =>
    (await readGroups(client, vpcId))
      .filter(({ id }) => id === groupId)
      .flatMap(({ rules }) => rules.filter(({ direction }) => direction === "ingress"));

  test(
    "refuses a rule that already exists, whatever its description",
    async () => {
      const GroupId = await createGroup("twice");
      const authorize = (Description: string) =>
        client.send(
          new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [fromGroup(GroupId, 22, Description)] }),
        );
      await authorize("one");
      await expect(authorize("one")).rejects.toThrow("rule already exists");
      await expect(authorize("another")).rejects.toThrow("rule already exists");
    },
    patience,
  );

  test(
    "treats a request that is sent again after its answer was lost as the same request",
    async () => {
      const GroupId = await createGroup("again");
      const authorize = async (invocation: string, attempt: number) => {
        const body = new URLSearchParams({
          Action: "AuthorizeSecurityGroupIngress",
          Version: "2016-11-15",
          GroupId,
          "IpPermissions.1.IpProtocol": "tcp",
          "IpPermissions.1.FromPort": "22",
          "IpPermissions.1.ToPort": "22",
          "IpPermissions.1.IpRanges.1.CidrIp": "192.0.2.0/24",
        });
        const headers = {
          authorization:
            "AWS4-HMAC-SHA256 Credential=emulator/20250101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=none",
          "amz-sdk-invocation-id": invocation,
          "amz-sdk-request": `attempt=${attempt}; max=25`,
        };
        const response = await fetch(emulator.url, { method: "POST", body, headers });
        return [response.status, await response.text()] as const;
      };
      const first = await authorize("5e0b3d0f-0000-4000-8000-000000000001", 1);
      expect(first).toEqual([200, expect.stringContaining("<securityGroupRuleId>sgr-")]);
      expect(await authorize("5e0b3d0f-0000-4000-8000-000000000001", 2)).toEqual(first);
      expect(await ingressOf(GroupId)).toHaveLength(1);
      const byAnother = await authorize("5e0b3d0f-0000-4000-8000-000000000002", 1);
      expect(byAnother).toEqual([400, expect.stringContaining("InvalidPermission.Duplicate")]);
    },
    patience,
  );
});

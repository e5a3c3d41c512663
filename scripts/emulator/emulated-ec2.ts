import { CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";

/** A client of the emulator's EC2 API, with the same dummy credentials as the stacks. */
export function emulatedEc2(endpoint: string, region = "us-east-1"): EC2Client {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  return new EC2Client({
    region,
    endpoint,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
  });
}

export async function createVpc(client: EC2Client, cidr: string): Promise<string> {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: cidr }));
  if (!Vpc?.VpcId) throw new Error("the emulator made no VPC");
  return Vpc.VpcId;
}

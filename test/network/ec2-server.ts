/** A server that answers like EC2 about one group, and answers some requests with an error. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const vpcId = "vpc-0a1b2c3d4e5f60718";
export const list = "pl-0123456789abcdef0";
const group = `<item><groupId>sg-0123456789abcdef0</groupId><groupName>nodes</groupName><vpcId>${vpcId}</vpcId>
  <ownerId>123456789012</ownerId><groupDescription>by hand</groupDescription><ipPermissions><item>
  <ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort>
  <prefixListIds><item><prefixListId>${list}</prefixListId></item></prefixListIds></item></ipPermissions></item>`;
const answers: Readonly<Record<string, string>> = {
  DescribeSecurityGroups: `<securityGroupInfo>${group}</securityGroupInfo>`,
  DescribeSecurityGroupRules: "<securityGroupRuleSet/>",
  DescribeNetworkInterfaces: "<networkInterfaceSet/>",
  DescribeSubnets: "<subnetSet/>",
  DescribeNetworkAcls: "<networkAclSet/>",
  DescribeInstances: "<reservationSet/>",
  GetManagedPrefixListEntries: "<entrySet><item><cidr>198.51.100.0/24</cidr></item></entrySet>",
  AssumeRole: `<AssumeRoleResult><Credentials><AccessKeyId>assumed</AccessKeyId><SecretAccessKey>assumed</SecretAccessKey>
    <SessionToken>assumed</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>`,
};

/** A request, and the access key that signed it. */
export interface Request {
  readonly action: string;
  readonly accessKey: string;
}

/** Runs `use` with the URL of the server and the list of its requests. `errors` are codes by the name of the request. */
export async function asEc2<T>(
  errors: Readonly<Record<string, string>>,
  use: (endpoint: string, requests: readonly Request[]) => Promise<T>,
) {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const action = new URLSearchParams(body).get("Action") ?? "";
      const [, accessKey = ""] = /Credential=([^/]*)/.exec(request.headers.authorization ?? "") ?? [];
      requests.push({ action, accessKey });
      const code = errors[action];
      response.writeHead(code ? 403 : 200, { "content-type": "text/xml" });
      response.end(
        code
          ? `<Response><Errors><Error><Code>${code}</Code><Message>no</Message></Error></Errors></Response>`
          : `<${action}Response>${answers[action]}</${action}Response>`,
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

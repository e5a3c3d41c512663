/** The proxy that records requests, in front of a server that answers with the request it received. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Ec2Proxy } from "../../bench/ec2-proxy";

let server: Server;
let proxy: Ec2Proxy;

beforeAll(async () => {
  server = createServer(async (incoming, answer) => {
    answer.writeHead(418, { "x-path": incoming.url }).end(`received ${await text(incoming)}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy = await Ec2Proxy.start(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterAll(async () => {
  await proxy.stop();
  await new Promise((resolve) => server.close(resolve));
});

const send = (service: string, id: string, body: string) =>
  fetch(`${proxy.url}/path`, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=key/20261129/us-east-1/${service}/aws4_request, SignedHeaders=host`,
      "amz-sdk-invocation-id": id,
    },
    body,
  });

test("passes requests and answers unchanged", async () => {
  const answer = await send("ec2", "passed", "Action=DescribeVpcs&Version=2016-11-15");
  expect([answer.status, answer.headers.get("x-path")]).toEqual([418, "/path"]);
  expect(await answer.text()).toBe("received Action=DescribeVpcs&Version=2016-11-15");
  expect(proxy.takeRequests()).toEqual([{ action: "DescribeVpcs", isNarrowed: false }]);
});

test("records requests to EC2 once, however often they are sent, and none to other services", async () => {
  await send("ec2", "1", "Action=DescribeSecurityGroups&GroupId.1=sg-1");
  await send("sts", "2", "Action=GetCallerIdentity");
  await send("ec2", "1", "Action=DescribeSecurityGroups&GroupId.1=sg-1");
  await send("ec2", "3", "Action=DescribeSecurityGroups&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-1");
  await send("ec2", "4", "Action=DescribeSecurityGroups&MaxResults=5");
  expect(proxy.takeRequests()).toEqual([
    { action: "DescribeSecurityGroups", isNarrowed: false },
    { action: "DescribeSecurityGroups", isNarrowed: true },
    { action: "DescribeSecurityGroups", isNarrowed: true },
  ]);
  expect(proxy.takeRequests()).toEqual([]);
});

test("drops the connection if the server does", async () => {
  const withoutServer = await Ec2Proxy.start("http://127.0.0.1:9");
  await expect(fetch(withoutServer.url, { method: "POST" })).rejects.toThrow("fetch failed");
  await withoutServer.stop();
});

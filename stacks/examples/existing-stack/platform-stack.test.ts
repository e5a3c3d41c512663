import { test } from "node:test";
import { App } from "cdktf";
import { expectReachability } from "rancher-security-groups/testing";
import { PlatformStack } from "./platform-stack";

const { securityGroups } = new PlatformStack(new App(), "platform", {
  region: "us-east-1",
  vpcCidr: "10.0.0.0/16",
  officeCidrs: ["10.200.0.0/16"],
  imageId: "ami-12c6146b",
});
const { plan } = securityGroups;

test("the office reaches Rancher through the load balancer, and no node behind it", () => {
  expectReachability(plan).from("10.200.0.0/16").to("loadBalancer").tcp(443).toBeAllowed();
  expectReachability(plan).from("10.200.0.0/16").to("rancher").tcp(443).toBeDenied();
  expectReachability(plan).from("10.200.0.0/16").to("worker").all().toBeDenied();
});

test("the world reaches nothing", () => {
  for (const party of ["loadBalancer", "rancher", "etcd", "controlplane", "worker"]) {
    expectReachability(plan).from("203.0.113.0/24").to(party).all().toBeDenied();
  }
});

test("etcd talks to the control plane, and to no worker", () => {
  expectReachability(plan).from("controlplane").to("etcd").tcp(2379).toBeAllowed();
  expectReachability(plan).from("worker").to("etcd").tcp(2379, 2380).toBeDenied();
});

import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ClusterSecurityGroups, type NodeRole, Port, SecurityGroupRef } from "rancher-security-groups";

export interface PlatformStackProps {
  readonly region: string;
  readonly vpcCidr: string;
  /** The networks from which people and pipelines use Rancher and the cluster, such as a VPN. */
  readonly officeCidrs: readonly string[];
  /** The machine image of every node. */
  readonly imageId: string;
}

/** A typical platform: a network, templates for the nodes, a load balancer in front of Rancher. */
export class PlatformStack extends TerraformStack {
  readonly securityGroups: ClusterSecurityGroups;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PlatformStackProps,
  ) {
    super(scope, id);
    new AwsProvider(this, "aws", { region: props.region });
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });

    const vpc = new Vpc(this, "vpc", { cidrBlock: props.vpcCidr, tags: { Name: id } });
    const subnetIds = ["a", "b", "c"].map((zone, index) => this.addSubnet(vpc, zone, index));

    // All security groups: the parties, bound to values of this stack.
    this.securityGroups = new ClusterSecurityGroups(this, "production", {
      vpcId: vpc.id,
      provisioning: "custom",
      distribution: "rke2",
      rancherVersion: "2.15",
      loadBalancer: { terminatesTls: false },
      parties: {
        rancher: { create: true }, // Rancher on one node
        apiClients: { cidrs: [vpc.cidrBlock, ...props.officeCidrs] },
        workloadClients: { cidrs: [vpc.cidrBlock] },
      },
    });

    // Monitoring is not in Rancher's tables. Its group existed in this stack before, and it reads metrics of every
    // node.
    const monitoring = new SecurityGroup(this, "monitoring", {
      name: "monitoring",
      vpcId: vpc.id,
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [vpc.cidrBlock] }],
    });
    for (const role of ["rancher", "etcd", "controlplane", "worker"] as const) {
      const group = this.securityGroups.findGroup(role);
      group.allowFrom(SecurityGroupRef.fromId(monitoring.id), Port.tcp(9100), "Node metrics");
    }

    this.addLoadBalancer(vpc, subnetIds);
    this.addLaunchTemplate("rancher", "m6i.large", ["rancher"]);
    this.addLaunchTemplate("control-plane", "m6i.large", ["etcd", "controlplane"]);
    this.addLaunchTemplate("worker", "m6i.2xlarge", ["worker"]);
  }

  private addSubnet(vpc: Vpc, zone: string, index: number): string {
    const cidrBlock = Fn.cidrsubnet(vpc.cidrBlock, 4, index);
    const availabilityZone = `${this.props.region}${zone}`;
    return new Subnet(this, `subnet-${zone}`, { vpcId: vpc.id, cidrBlock, availabilityZone }).id;
  }

  /** Layer 4: TLS ends at Rancher. Internal, because groups refer to each other by private addresses. */
  private addLoadBalancer(vpc: Vpc, subnets: string[]): void {
    const loadBalancer = new Lb(this, "load-balancer", {
      name: "rancher",
      loadBalancerType: "network",
      internal: true,
      subnets,
      securityGroups: [this.securityGroups.findGroup("loadBalancer").id],
    });
    const targets = new LbTargetGroup(this, "rancher-targets", {
      name: "rancher",
      vpcId: vpc.id,
      protocol: "TCP",
      port: 443,
    });
    new LbListener(this, "https", {
      loadBalancerArn: loadBalancer.arn,
      protocol: "TCP",
      port: 443,
      defaultAction: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    new TerraformOutput(this, "rancher-host", { value: loadBalancer.dnsName, staticId: true });
  }

  /** Used to start nodes, by an auto scaling group or by hand. The nodes attach the groups of all their roles. */
  private addLaunchTemplate(name: string, instanceType: string, roles: readonly NodeRole[]): void {
    const securityGroups = roles.map((role) => this.securityGroups.findGroup(role).id);
    new LaunchTemplate(this, `${name}-nodes`, {
      name: `production-${name}`,
      imageId: this.props.imageId,
      instanceType,
      networkInterfaces: [{ deviceIndex: 0, associatePublicIpAddress: "false", securityGroups }],
    });
  }
}

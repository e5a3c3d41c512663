/**
 * What network ACLs keep from passing between the nodes of two parties. An ACL is stateless and applies between subnets:
 * the first of its rules that matches decides, and answers have to get back to the ports from which nodes ask.
 */
import { AddressSet, FlowSet } from "../flows";
import { flowText } from "../flows/flow-text";
import { familyOf, world } from "../model/cidr";
import type { Direction } from "../model/network";
import type { Ec2Network, NetworkAcl, NetworkInterface } from "../network/ec2-network";
import { everything } from "./existing-groups";

/** Part of a required flow that an ACL drops. */
export interface AclBlock {
  readonly acl: string;
  readonly subnet: string;
  readonly direction: Direction;
  /** Whether it is the answers that are dropped. */
  readonly isAnswer: boolean;
  /** The dropped traffic, in words. */
  readonly flows: readonly string[];
}

/** The ports from which Linux sends by default (ip_local_port_range). */
const senderPorts = { fromPort: 32_768, toPort: 60_999 };

export class NetworkAcls {
  readonly #bySubnet = new Map<string, NetworkAcl>();
  readonly #byDefault = new Map<string, NetworkAcl>();
  readonly #admitted = new Map<string, FlowSet>();
  readonly #addresses: ReadonlyMap<string, AddressSet>;

  constructor({ networkAcls = [], subnets = [] }: Ec2Network) {
    for (const acl of networkAcls) {
      if (acl.isDefault) this.#byDefault.set(acl.vpcId, acl);
      for (const id of acl.subnetIds) this.#bySubnet.set(id, acl);
    }
    this.#addresses = new Map(subnets.map(({ id, cidrs }) => [id, AddressSet.of({ cidrs })]));
  }

  /** The part of traffic among nodes, or between nodes and other addresses, that an ACL drops. */
  blocks(traffic: FlowSet, from: AclEnd, to: AclEnd): readonly AclBlock[] {
    const answers = answersTo(traffic);
    const blocks = [
      ...from.interfaces.flatMap((node) => this.dropped("egress", node, traffic, to, false)),
      ...to.interfaces.flatMap((node) => this.dropped("ingress", node, traffic, from, false)),
      ...to.interfaces.flatMap((node) => this.dropped("egress", node, answers, from, true)),
      ...from.interfaces.flatMap((node) => this.dropped("ingress", node, answers, to, true)),
    ];
    return [...new Map(blocks.map((block) => [JSON.stringify(block), block])).values()];
  }

  private dropped(
    direction: Direction,
    { subnetId, vpcId, addresses }: NetworkInterface,
    traffic: FlowSet,
    other: AclEnd,
    isAnswer: boolean,
  ): readonly AclBlock[] {
    const acl = this.#bySubnet.get(subnetId) ?? this.#byDefault.get(vpcId);
    // Traffic within a subnet passes no ACL. A node without an IPv6 address has no IPv6 traffic.
    const families = AddressSet.of({ cidrs: addresses.map((cidr) => worldOf(cidr)) });
    const near = this.#addresses.get(subnetId) ?? sameSubnet(other, subnetId);
    const beyond = other.addresses.intersect(families).subtract(near);
    if (!acl || beyond.isEmpty) return [];
    const flows = traffic.mapPeers(() => beyond).subtract(this.admitted(acl, direction));
    if (flows.isEmpty) return [];
    return [{ acl: acl.id, subnet: subnetId, direction, isAnswer, flows: flowText(flows, direction) }];
  }

  private admitted(acl: NetworkAcl, direction: Direction): FlowSet {
    const key = `${direction} ${acl.id}`;
    const known = this.#admitted.get(key) ?? admittedBy(acl, direction);
    this.#admitted.set(key, known);
    return known;
  }
}

/** One end of a flow: its nodes, and all addresses that it has, which are CIDRs only. */
export interface AclEnd {
  readonly interfaces: readonly NetworkInterface[];
  readonly addresses: AddressSet;
}

const worldOf = (cidr: string) => world[familyOf(cidr)];

/** Only if the CIDRs of subnets are not known. */
function sameSubnet({ interfaces }: AclEnd, subnetId: string): AddressSet {
  const near = interfaces.filter((one) => one.subnetId === subnetId);
  return AddressSet.of({ cidrs: near.flatMap(({ addresses }) => addresses) });
}

function admittedBy({ entries }: NetworkAcl, direction: Direction): FlowSet {
  let [admitted, undecided] = [FlowSet.empty, everything];
  for (const { cidr, allows, ...traffic } of entries.filter((entry) => entry.direction === direction)) {
    const type = cidr.includes(":") ? ("cidrIpv6" as const) : ("cidrIpv4" as const);
    const matched = FlowSet.of([{ ...traffic, peer: { type, value: cidr } }]).intersect(undecided);
    if (allows) admitted = admitted.union(matched);
    undecided = undecided.subtract(matched);
  }
  return admitted;
}

/** Answers have the ports of the question the other way round. Other protocols than TCP and UDP have none. */
function answersTo(traffic: FlowSet): FlowSet {
  const asks = (ipProtocol: string) =>
    traffic.intersects(FlowSet.of([{ ipProtocol, peer: anyone }]).mapPeers(() => everyPeer(traffic)));
  const peer = anyone;
  return FlowSet.of(["tcp", "udp"].filter(asks).map((ipProtocol) => ({ ipProtocol, ...senderPorts, peer })));
}

const anyone = { type: "group" as const, value: "anyone" };

function everyPeer(flows: FlowSet): AddressSet {
  return AddressSet.unionOf(flows.parts().map(({ peers }) => peers));
}

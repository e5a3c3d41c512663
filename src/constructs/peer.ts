import { type Problem, problems } from "../errors";
import type { PeerBinding } from "../model/binding";
import { familyOf, world } from "../model/cidr";
import { isToken } from "../model/token";

/**
 * The other end of a connection, if it is not a group. It is validated when it is used, so that the error names the
 * construct.
 */
export class Peer {
  private constructor(
    readonly binding: Exclude<PeerBinding, string>,
    /** A problem that the validation of bindings would not find. Default: none. */
    readonly problem?: Problem,
  ) {}

  /** An IPv4 CIDR, or a token for one. */
  static ipv4(cidr: string): Peer {
    const isOther = !isToken(cidr) && familyOf(cidr) === "ipv6";
    return new Peer({ cidrs: [cidr] }, isOther ? problems.notIpv4() : undefined);
  }

  /** An IPv6 CIDR, or a token for one. */
  static ipv6(cidr: string): Peer {
    return new Peer({ ipv6Cidrs: [cidr] });
  }

  static anyIpv4(): Peer {
    return Peer.ipv4(world.ipv4);
  }

  static anyIpv6(): Peer {
    return Peer.ipv6(world.ipv6);
  }

  /** A managed prefix list, by its id. */
  static prefixList(id: string): Peer {
    return new Peer({ prefixListIds: [id] });
  }
}

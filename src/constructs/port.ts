import type { Protocol } from "../model/protocol";

/** Protocol and ports of a connection. They are validated when they are used, so that the error names the construct. */
export class Port {
  private constructor(
    readonly protocol: Protocol,
    /** First and last port, or ICMP type and code. Absent for protocols without ports, and for all traffic. */
    readonly range?: { readonly from: number; readonly to: number },
  ) {}

  static tcp(port: number): Port {
    return Port.tcpRange(port, port);
  }

  static tcpRange(from: number, to: number): Port {
    return new Port("tcp", { from, to });
  }

  static allTcp(): Port {
    return Port.tcpRange(0, 65535);
  }

  static udp(port: number): Port {
    return Port.udpRange(port, port);
  }

  static udpRange(from: number, to: number): Port {
    return new Port("udp", { from, to });
  }

  static allUdp(): Port {
    return Port.udpRange(0, 65535);
  }

  /** An ICMP type, and one of its codes. Default: all of its codes. */
  static icmp(type: number, code = -1): Port {
    return new Port("icmp", { from: type, to: code });
  }

  /** Echo requests. */
  static icmpPing(): Port {
    return Port.icmp(8, 0);
  }

  static allIcmp(): Port {
    return Port.icmp(-1);
  }

  /** An ICMP type of IPv6, and one of its codes. Default: all of its codes. */
  static icmpv6(type: number, code = -1): Port {
    return new Port("icmpv6", { from: type, to: code });
  }

  static allIcmpv6(): Port {
    return Port.icmpv6(-1);
  }

  /** A protocol without ports, by its number from 0 to 255: 50 is ESP. */
  static protocol(number: number): Port {
    return new Port(`${number}`);
  }

  /** Every protocol and port. */
  static allTraffic(): Port {
    return new Port("all");
  }
}

/**
 * CIDR blocks in the one form AWS stores. Address arithmetic is ip-address's; its leniency is not:
 * it takes a bare address and a zero-padded prefix, so the text is matched first.
 */
import { Address4, Address6 } from "ip-address";
import { type Problem, problems } from "../errors";
import { rememberedByText } from "./remembered";
import type { IpFamily } from "./settings";

export type AddressFamily = "ipv4" | "ipv6";

export const world = { ipv4: "0.0.0.0/0", ipv6: "::/0" } as const;

/** Whether nodes have addresses of a family. */
export function hasFamily(ipFamily: IpFamily, family: AddressFamily): boolean {
  return ipFamily === "dual" || ipFamily === family;
}

/** Whether a CIDR is every address of its family. */
export function isWorld(cidr: string): boolean {
  return cidr === world.ipv4 || cidr === world.ipv6;
}

/** Every address of the families that nodes have. */
export function worldOf(ipFamily: IpFamily): readonly string[] {
  return (["ipv4", "ipv6"] as const).filter((family) => hasFamily(ipFamily, family)).map((family) => world[family]);
}

/** Which family a CIDR belongs to. */
export function familyOf(cidr: string): AddressFamily {
  return cidr.includes(":") ? "ipv6" : "ipv4";
}

/**
 * Which family an expression of Terraform stands for, by the attribute it reads: IPv6 where that is called so, as
 * `aws_vpc.main.ipv6_cidr_block` is, and IPv4 in every other case.
 */
export function familyOfExpression(expression: string): AddressFamily {
  if (shape.test(expression)) return familyOf(expression);
  return /\.\w*ipv6_cidr\w*(?![\w.-])/.test(expression) ? "ipv6" : "ipv4";
}

/** The canonical text of a valid CIDR: `2001:DB8::/32` is `2001:db8::/32`. */
export const canonicalCidr = rememberedByText((cidr): string => {
  const [, address = "", prefix = ""] = shape.exec(cidr) ?? [];
  return `${parseAddress(address)?.correctForm() ?? address}/${prefix}`;
});

/** As `cidrProblem`, of an IPv6 CIDR. */
export function ipv6CidrProblem(cidr: string): Problem | undefined {
  return cidrProblem(cidr) ?? (familyOf(cidr) === "ipv6" ? undefined : problems.notIpv6());
}

/** What is wrong with a CIDR, if anything. */
export const cidrProblem = rememberedByText((cidr): Problem | undefined => {
  const [, address = "", prefix = ""] = shape.exec(cidr) ?? [];
  const parsed = parseAddress(address);
  if (!parsed || !prefix) return problems.notCidr();
  const max = familyOf(address) === "ipv6" ? 128 : 32;
  if (Number(prefix) > max) return problems.prefixTooLong(max);
  const mapped = mappedCidr(parsed, Number(prefix));
  if (mapped) return problems.mappedCidr(mapped);
  const network = parseAddress(`${address}/${prefix}`)?.startAddress().correctForm();
  return network === parsed.correctForm() ? undefined : problems.hostBits(`${network}/${prefix}`);
});

/** The IPv4 CIDR of an IPv4-mapped one, such as `::ffff:10.0.0.0/104`. */
function mappedCidr(address: Address4 | Address6, prefix: number): string | undefined {
  const bits = address.bigInt();
  if (!(address instanceof Address6) || bits >> 32n !== 0xffffn || prefix < 96) return undefined;
  const network = new Address4(`${Address4.fromBigInt(bits & 0xffffffffn).correctForm()}/${prefix - 96}`);
  return `${network.startAddress().correctForm()}/${prefix - 96}`;
}

const shape = /^([0-9A-Fa-f.:]+)\/(0|[1-9][0-9]{0,2})$/;

function parseAddress(text: string): Address4 | Address6 | undefined {
  try {
    return familyOf(text) === "ipv6" ? new Address6(text) : new Address4(text);
  } catch {
    return undefined;
  }
}

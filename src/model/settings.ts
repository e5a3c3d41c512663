/** What a deployment may leave open: its catalog then settles it. */
import { z } from "zod";
import type { CniName } from "./catalog-names";

export const ipFamilies = ["ipv4", "ipv6", "dual"] as const;
export type IpFamily = (typeof ipFamilies)[number];

/** How a CNI carries the traffic of pods between nodes; `none` is plain routing, such as Flannel's host-gw. */
export const encapsulations = ["vxlan", "geneve", "ip-in-ip", "wireguard", "ipsec", "none"] as const;
export type Encapsulation = (typeof encapsulations)[number];

export interface Settings {
  readonly ipFamily: IpFamily;
  /** Absent if the deployment has no cluster whose CNI is known. */
  readonly encapsulation?: Encapsulation;
  /** Whether the CNI encrypts with WireGuard in addition to its encapsulation. Default: false. */
  readonly wireguard?: boolean;
  /** Whether the CNI exchanges routes over BGP. */
  readonly bgp: boolean;
}

/** The CNI of a cluster, as far as the deployment names it. */
export interface CniChoice {
  readonly name: string;
  readonly encapsulation?: Encapsulation | undefined;
  readonly wireguard?: boolean | undefined;
  readonly bgp?: boolean | undefined;
}

export const ipFamilySchema = z.enum(ipFamilies);

/** `name` is how a CNI is named: any text here, the known ones where the catalogs are known. */
export function cniSchema(
  name: z.ZodType<string, string>,
): z.ZodType<CniChoice, CniName | (Omit<CniChoice, "name"> & { readonly name: CniName })> {
  const written = z.strictObject({
    name,
    encapsulation: z.enum(encapsulations).optional().describe("Default: that of the CNI on the distribution."),
    wireguard: z
      .boolean()
      .optional()
      .describe("Whether Calico encrypts with WireGuard in addition to its encapsulation. Default: false."),
    bgp: z.boolean().optional().describe("Whether nodes exchange routes over BGP. Default: that of the CNI."),
  });
  return z
    .union([name, written])
    .meta({ examples: ["{ name: canal, encapsulation: wireguard }"] })
    .transform((cni) => (typeof cni === "string" ? { name: cni } : cni) as CniChoice) as never;
}

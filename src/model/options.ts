/**
 * The options of a deployment that port rules depend on. All that there is to know of an option is written here once:
 * its text, the conditions that it decides, what it can be combined with, and the edit that makes a condition true.
 * The schema, the props of the constructs, the JSON Schema, the API reference, `explain` and the error texts read it.
 */
import type { Party } from "./party";
import type { PortRange, Ports } from "./ports";
import type { CniChoice, Settings } from "./settings";

/** An option that is true or false: port rules with the condition of its name apply if it is true. */
interface SwitchFacts {
  /** Description in the schema and the docs, without the default, which is false. */
  readonly text: string;
  /** The condition in words. */
  readonly condition: string;
  /** Options with which some port rule depends on it. */
  readonly companions: string;
}

/** Options of the clusters that Rancher manages. The cluster that Rancher itself runs on has none of them. */
export const switches = {
  windowsWorkers: {
    text: "Whether some workers run Windows.",
    condition: "only with Windows workers",
    companions: "distribution: rke2, or rke with provisioning: custom",
  },
  authorizedClusterEndpoint: {
    text: "Whether `kubernetesApiClients` reach the Kubernetes API without Rancher, as through the authorized cluster endpoint.",
    condition: "only if clients reach the Kubernetes API without Rancher",
    companions: "distribution: rke2 or k3s, or rancherVersion 2.9 and later",
  },
} as const satisfies Readonly<Record<string, SwitchFacts>>;

/** An option that is true or false, by its key. */
export type Switch = keyof typeof switches;

/** Values of the options, as far as conditions and edits depend on them. */
export interface OptionValues extends Partial<Readonly<Record<Switch, boolean | undefined>>> {
  readonly loadBalancer?: { readonly terminatesTls: boolean } | undefined;
  readonly egress?: "all" | "required" | undefined;
  readonly ipFamily?: Settings["ipFamily"] | undefined;
  readonly cni?: Omit<CniChoice, "name"> | undefined;
  readonly datastore?: "embedded" | "external" | undefined;
  readonly parties?: Readonly<Partial<Record<Party, unknown>>> | undefined;
  readonly ports?: {
    readonly workloadTcp?: readonly PortRange[] | undefined;
    readonly workloadUdp?: readonly PortRange[] | undefined;
  };
}

/** A condition of port rules. */
export interface ConditionFacts {
  /** The condition in words. */
  readonly text: string;
  readonly isMet: (options: OptionValues, settings: Settings) => boolean;
  /** The options to set, for the ports of a port rule, so that the condition is met. Absent if the user has to choose. */
  readonly edit?: (ports: Ports) => OptionValues | undefined;
  /** Set if no table of Rancher asks for what the edit opens. */
  readonly isUndocumented?: true;
  /** Options with which some port rule has the condition. Absent if the option has a meaning without port rules. */
  readonly companions?: string;
}

interface OptionFacts {
  /** Description in the schema and the docs. */
  readonly text: string;
  readonly conditions: Readonly<Record<string, ConditionFacts>>;
}

const encapsulatedIn = (encapsulation: NonNullable<Settings["encapsulation"]>, text: string): ConditionFacts => ({
  text,
  isMet: (_, settings) => settings.encapsulation === encapsulation,
  edit: () => ({ cni: { encapsulation } }),
});

/** Whether the deployment binds a party to anything. */
const isBound = ({ parties }: OptionValues, party: Party) =>
  parties?.[party] !== undefined && parties[party] !== "none";

/** Met if a party that has no default is bound. Without an edit if the user has to choose its addresses. */
const ifBound = (party: Party, text: string, edit?: ConditionFacts["edit"]): ConditionFacts => ({
  text,
  isMet: (values) => isBound(values, party),
  ...(edit ? { edit } : {}),
});

export const options = {
  loadBalancer: {
    text: "The load balancer or proxy in front of the Rancher nodes, and whether TLS ends there. Default: none.",
    conditions: {
      // Without an edit: a flow that bypasses the load balancer breaks a promise.
      withoutLoadBalancer: {
        text: "only without an external load balancer",
        isMet: ({ loadBalancer }) => !loadBalancer,
      },
      withLoadBalancer: {
        text: "only with an external load balancer",
        isMet: ({ loadBalancer }) => !!loadBalancer,
        edit: () => ({ loadBalancer: { terminatesTls: true } }),
      },
      tlsPassthrough: {
        text: "only if TLS is not terminated at the external load balancer",
        isMet: ({ loadBalancer }) => loadBalancer?.terminatesTls === false,
        edit: () => ({ loadBalancer: { terminatesTls: false } }),
      },
    },
  },
  ports: {
    text: "Ports that your installation changes. Default: the documented ports.",
    conditions: {
      workloadTcp: {
        text: "only for the TCP ports in ports.workloadTcp",
        isMet: ({ ports }) => ports?.workloadTcp !== undefined,
        edit: (ports) => (ports === "all" ? undefined : { ports: { workloadTcp: [ports] } }),
      },
      workloadUdp: {
        text: "only for the UDP ports in ports.workloadUdp",
        isMet: ({ ports }) => ports?.workloadUdp !== undefined,
        edit: (ports) => (ports === "all" ? undefined : { ports: { workloadUdp: [ports] } }),
      },
    },
  },
  egress: {
    text: "`all`: any outbound traffic. `required`: only the outbound traffic that the tables require. Default: `all`.",
    conditions: {
      egressAll: {
        text: "only if egress is all",
        isMet: ({ egress }) => egress !== "required",
        edit: () => ({ egress: "all" }),
        isUndocumented: true,
      },
    },
  },
  ipFamily: {
    text: "The address families of `anywhere` and of open egress: `ipv4`, `ipv6` or `dual`. Default: `ipv4`, or the family of the edition of `rancher-nodes`.",
    conditions: {
      ipv4: {
        text: "only where nodes have IPv4 addresses",
        isMet: (_, { ipFamily }) => ipFamily !== "ipv6",
        edit: () => ({ ipFamily: "dual" }),
      },
      ipv6: {
        text: "only where nodes have IPv6 addresses",
        isMet: (_, { ipFamily }) => ipFamily !== "ipv4",
        edit: () => ({ ipFamily: "dual" }),
      },
    },
  },
  cni: {
    text: "The network of pods: a name, or `{ name, encapsulation, wireguard, bgp }`. Default: `canal`; `flannel` on K3s.",
    conditions: {
      // Without an edit: the user has to choose the encapsulation.
      overlay: {
        text: "only if the CNI has an overlay other than Geneve",
        isMet: (_, { encapsulation }) => encapsulation !== undefined && !["none", "geneve"].includes(encapsulation),
      },
      // Without an edit: it would open every port among the nodes.
      unencapsulated: {
        text: "only if pods may send traffic without encapsulation",
        isMet: (_, { encapsulation }) => encapsulation === "none",
      },
      vxlan: encapsulatedIn("vxlan", "only if the CNI encapsulates in VXLAN"),
      ipInIp: encapsulatedIn("ip-in-ip", "only if the CNI encapsulates IP in IP"),
      wireguard: encapsulatedIn("wireguard", "only if the CNI encrypts with WireGuard"),
      geneve: encapsulatedIn("geneve", "only if the CNI encapsulates in Geneve"),
      encryptedBesides: {
        text: "only if the CNI encrypts with WireGuard in addition to its encapsulation",
        isMet: (_, { wireguard }) => wireguard === true,
        edit: () => ({ cni: { wireguard: true } }),
      },
      ipsec: encapsulatedIn("ipsec", "only if the CNI encrypts with IPsec"),
      bgp: {
        text: "only if the CNI exchanges routes over BGP",
        isMet: (_, { bgp }) => bgp,
        edit: () => ({ cni: { bgp: true } }),
      },
    },
  },
  distribution: {
    text: "What the nodes run.",
    conditions: {
      // Without an edit: the package cannot see how Rancher's pods run.
      hostNetwork: {
        text: "only with a hosted control plane, or if Rancher's pods run with hostNetwork",
        isMet: () => false,
      },
    },
  },
  parties: {
    text: "What each party is in AWS.",
    conditions: {
      withApiLoadBalancer: ifBound(
        "apiLoadBalancer",
        "only with a load balancer of the servers (apiLoadBalancer)",
        () => ({
          parties: { apiLoadBalancer: { create: true } },
        }),
      ),
      clientAddresses: {
        text: "only if the load balancer of the servers preserves client addresses",
        isMet: ({ parties }) => {
          const binding = parties?.apiLoadBalancer as { readonly preservesClientAddresses?: boolean } | undefined;
          return binding?.preservesClientAddresses === true;
        },
      },
      withKubernetesApiClients: ifBound("kubernetesApiClients", "only if kubernetesApiClients is bound"),
      withAdministrators: ifBound("administrators", "only if administrators is bound"),
      withHostedNodes: ifBound("hostedNodes", "only if the nodes have a group separate from the cluster (hostedNodes)"),
      withoutHostedNodes: {
        text: "only if the nodes have no group separate from the cluster (hostedNodes)",
        isMet: (values) => !isBound(values, "hostedNodes"),
      },
    },
  },
  datastore: {
    text: "`embedded`: etcd on the servers. `external`: a database, the party `datastore` on `ports.datastore`. Default: `embedded`.",
    conditions: {
      embeddedDatastore: {
        text: "only with embedded etcd",
        isMet: ({ datastore }) => datastore !== "external",
        edit: () => ({ datastore: "embedded" }),
      },
      // Without an edit: the user has to choose the database.
      externalDatastore: {
        text: "only with an external datastore",
        isMet: ({ datastore }) => datastore === "external",
        companions: "distribution: rke2 or k3s",
      },
    },
  },
} as const satisfies Readonly<Record<string, OptionFacts>>;

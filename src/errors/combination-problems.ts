/** What can be wrong with: options of a deployment that do not go together. */
import type { Problem } from "./issue";
import { oneOf } from "./nearest";

export const combinationProblems = {
  notRancherVersion: (): Problem => ({
    code: "not-a-rancher-version",
    message: "is not a version of Rancher 2",
    fix: 'write "2.13", or 2.x for the first edition of the tables',
  }),
  noRke: (): Problem => ({
    code: "no-rke",
    message: "is a version without RKE, which ended with Rancher 2.11",
    fix: "set distribution to rke2 or k3s",
  }),
  notLaunched: (provisioning: string): Problem => ({
    code: "not-launched",
    message: `is about clusters that Rancher launches, and this one is ${provisioning}`,
    fix: "remove it, or use provisioning: node-pools or custom",
    aboutKey: true,
    hidesValue: true,
  }),
  unknownCni: (name: string, known: readonly string[]): Problem => ({
    code: "unknown-cni",
    message: "is not a CNI that is known here",
    fix: `${oneOf(name, known)}; cni: none leaves its ports to rules.add`,
  }),
  noSuchCni: (distribution: string, there: readonly string[], elsewhere: readonly string[]): Problem => ({
    code: "no-such-cni",
    message: `does not exist on ${distribution}, only on ${elsewhere.join(" and ")}`,
    fix: `${distribution} has ${there.join(", ")}`,
  }),
  noSuchEncapsulation: (cni: string, distribution: string, there: readonly string[]): Problem => ({
    code: "no-such-encapsulation",
    message: `is nothing that ${cni} does on ${distribution}`,
    fix: there.length > 0 ? `it does ${there.join(", ")}` : "remove it",
  }),
  noBgp: (cni: string, distribution: string): Problem => ({
    code: "no-bgp",
    message: `is nothing that ${cni} does on ${distribution}`,
    fix: "remove it",
    hidesValue: true,
  }),
  noWindows: (what: string, instead: readonly string[]): Problem => ({
    code: "no-windows-workers",
    message: `there are no Windows workers with ${what}`,
    fix: `there are with ${instead.join(", ")}`,
    hidesValue: true,
  }),
  unusedOption: (companion: string): Problem => ({
    code: "unused-option",
    message: "is an option that no port rule of this deployment depends on",
    fix: `remove it; it goes with ${companion}`,
    aboutKey: true,
    hidesValue: true,
  }),
  noDatastorePort: (): Problem => ({
    code: "no-datastore-port",
    message: "is external, and its port is not given",
    fix: "add ports: { datastore: 5432 } for PostgreSQL, 3306 for MySQL or MariaDB, 2379 for etcd",
    hidesValue: true,
  }),
  datastorePortWithout: (): Problem => ({
    code: "datastore-port-without",
    message: "is the port of an external datastore, and this deployment has embedded etcd",
    fix: "add datastore: external, or remove it",
    aboutKey: true,
    hidesValue: true,
  }),
  notHardened: (): Problem => ({
    code: "not-hardened",
    message: "names a client of a hardened group, and this one is open as documented",
    fix: "add hardened: true, or narrow single port rules under sources",
    aboutKey: true,
    hidesValue: true,
  }),
} as const;

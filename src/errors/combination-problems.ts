/** What can be wrong with: options of a deployment that do not go together. */

import { oneOf } from "./nearest";
import { problemTable } from "./problem";

export const combinationProblems = problemTable({
  notRancherVersion: () => ({
    code: "not-a-rancher-version",
    message: "is not a version of Rancher 2",
    fix: 'write "2.13", or 2.x for the first edition of the tables',
  }),
  noRke: () => ({
    code: "no-rke",
    message: "is a version without RKE, which ended with Rancher 2.11",
    fix: "set distribution to rke2 or k3s",
  }),
  notLaunched: (provisioning: string) => ({
    code: "not-launched",
    provisioning,
    message: `is about clusters that Rancher launches, and this one is ${provisioning}`,
    fix: "remove it, or use provisioning: node-pools or custom",
    aboutKey: true,
    hidesValue: true,
  }),
  notOwnCluster: () => ({
    code: "not-own-cluster",
    message: "is about the cluster that Rancher runs on, and its tables are known for RKE2 and K3s only",
    fix: "remove it, or use distribution: rke2 or k3s",
    aboutKey: true,
    hidesValue: true,
  }),
  unknownCni: (name: string, known: readonly string[]) => ({
    code: "unknown-cni",
    known,
    message: "is not a CNI that is known here",
    fix: `${oneOf(name, known)}; cni: none leaves its ports to rules.add`,
  }),
  noSuchCni: (distribution: string, there: readonly string[], elsewhere: readonly string[]) => ({
    code: "no-such-cni",
    distribution,
    there,
    elsewhere,
    message: `does not exist on ${distribution}, only on ${elsewhere.join(" and ")}`,
    fix: `${distribution} has ${there.join(", ")}`,
  }),
  noSuchEncapsulation: (cni: string, distribution: string, there: readonly string[]) => ({
    code: "no-such-encapsulation",
    cni,
    distribution,
    there,
    message: `is nothing that ${cni} does on ${distribution}`,
    fix: there.length > 0 ? `it does ${there.join(", ")}` : "remove it",
  }),
  noBgp: (cni: string, distribution: string) => ({
    code: "no-bgp",
    cni,
    distribution,
    message: `is nothing that ${cni} does on ${distribution}`,
    fix: "remove it",
    hidesValue: true,
  }),
  noWindows: (what: string, instead: readonly string[]) => ({
    code: "no-windows-workers",
    what,
    instead,
    message: `there are no Windows workers with ${what}`,
    fix: `there are with ${instead.join(", ")}`,
    hidesValue: true,
  }),
  unusedOption: (companion: string) => ({
    code: "unused-option",
    companion,
    message: "is an option that no port rule of this deployment depends on",
    fix: `remove it; it goes with ${companion}`,
    aboutKey: true,
    hidesValue: true,
  }),
  noDatastorePort: () => ({
    code: "no-datastore-port",
    message: "is external, and its port is not given",
    fix: "add ports: { datastore: 5432 } for PostgreSQL, 3306 for MySQL or MariaDB, 2379 for etcd",
    hidesValue: true,
  }),
  datastorePortWithout: () => ({
    code: "datastore-port-without",
    message: "is the port of an external datastore, and this deployment has embedded etcd",
    fix: "add datastore: external, or remove it",
    aboutKey: true,
    hidesValue: true,
  }),
  notHardened: () => ({
    code: "not-hardened",
    message: "names a client of a hardened group, and this one is open as documented",
    fix: "add hardened: true, or narrow single port rules under sources",
    aboutKey: true,
    hidesValue: true,
  }),
});

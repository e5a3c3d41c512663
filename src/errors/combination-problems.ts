/** What can be wrong with: options of a deployment that do not go together. */

import { oneOf } from "./nearest";
import { problemTable } from "./problem";

export const combinationProblems = problemTable({
  notRancherVersion: (newest: string) => ({
    code: "not-a-rancher-version",
    newest,
    message: "is not a version of Rancher 2",
    fix: `write "${newest}", or 2.x for the tables of the original document`,
  }),
  noDistribution: () => ({
    code: "no-distribution",
    message: "is required",
    fix: "write rke2 or k3s, or for Rancher up to 2.11 also rke; for the tables of the original document, write rancherVersion: 2.x instead",
  }),
  noServerDistribution: () => ({
    code: "no-distribution",
    message: "is required",
    fix: "write rke2, k3s or docker, or for Rancher up to 2.11 also rke; for the tables of the original document, write rancherVersion: 2.x instead",
  }),
  noEdition: (choices: readonly string[]) => ({
    code: "no-edition",
    choices,
    message: "is required",
    fix: `write ${choices.slice(0, -1).join(", ")}, or ${choices.at(-1)}`,
  }),
  noRke: () => ({
    code: "no-rke",
    message: "is a version without RKE, which ended with Rancher 2.11",
    fix: 'write "2.11" or earlier, or set distribution to rke2 or k3s',
  }),
  noRkeVersion: () => ({
    code: "no-rke-version",
    message: "is required for RKE, which ended with Rancher 2.11",
    fix: 'write "2.11" or earlier, or 2.x for the tables of the original document',
  }),
  notLaunched: (provisioning: string) => ({
    code: "not-launched",
    provisioning,
    message: `is about clusters that Rancher launches, and this one is ${provisioning}`,
    fix: "remove it, or use provisioning: node-pools or custom",
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

/** Finds services that every address of the internet can reach. */
import { allTraffic, type Traffic, type TrafficSet, trafficLines, trafficSet } from "../flows";
import type { CheckDescription } from "../model/finding";
import type { PortRange } from "../model/ports";
import type { Check, Sighting } from "./check";
import type { LintedPlan } from "./linted-plan";
import { controls, kics, kubernetesPorts } from "./references";
import { fewOf, narrowing } from "./wording";

interface Service extends CheckDescription {
  readonly ports: readonly Traffic[];
  /** The deployment's parameter that sets another port of the service. */
  readonly parameter?: "ssh" | "nodePorts" | "kubernetesApi";
}

const tcp = (fromPort: number, toPort = fromPort): Traffic => ({ ipProtocol: "tcp", fromPort, toPort });
const udp = (fromPort: number, toPort = fromPort): Traffic => ({ ipProtocol: "udp", fromPort, toPort });

/** References for a port other than 80 and 443 that is open to the world, whichever service uses it. */
const anyPort = { kics: [kics.unrestrictedIngress], securityHub: ["EC2.18"] };
const sensitivePort = { ...anyPort, kics: [kics.unrestrictedIngress, kics.sensitivePort] };
const unknownPort = { ...anyPort, kics: [kics.unrestrictedIngress, kics.unknownPort] };
const narrow = "Narrow the source to the addresses of those who need it";

const services: readonly Service[] = [
  {
    id: "open-ssh",
    severity: "error",
    title: "SSH is open to the world",
    fix: `${narrow}: for a node driver, the Rancher nodes`,
    ports: [tcp(22)],
    parameter: "ssh",
    matches: {
      checkov: ["CKV_AWS_24"],
      trivy: ["AVD-AWS-0107"],
      kics: [kics.unrestrictedSsh, kics.unrestrictedIngress, kics.sensitivePort],
      securityHub: ["EC2.13", "EC2.18", "EC2.19", "EC2.53", "EC2.54"],
    },
    reference: controls("ec2-13"),
  },
  {
    id: "open-rdp",
    severity: "error",
    title: "Remote Desktop is open to the world",
    fix: narrow,
    ports: [tcp(3389), udp(3389)],
    matches: {
      checkov: ["CKV_AWS_25"],
      trivy: ["AVD-AWS-0107"],
      kics: [kics.remoteDesktop, kics.unrestrictedIngress, kics.sensitivePort],
      securityHub: ["EC2.14", "EC2.18", "EC2.19", "EC2.53", "EC2.54"],
    },
    reference: controls("ec2-14"),
  },
  {
    id: "open-docker",
    severity: "error",
    title: "The Docker daemon is open to the world: each client of the daemon is root on the node",
    fix: `${narrow}: the Rancher nodes for a node driver, otherwise none`,
    ports: [tcp(2375, 2376)],
    matches: sensitivePort,
    reference: "https://docs.docker.com/engine/security/protect-access/",
  },
  {
    id: "open-etcd",
    severity: "error",
    title: "etcd is open to the world: it holds the whole state of the cluster, secrets included",
    fix: `${narrow}: etcd and control plane nodes`,
    ports: [tcp(2379, 2381)],
    matches: unknownPort,
    reference: kubernetesPorts,
  },
  {
    id: "open-kubelet",
    severity: "error",
    title: "The kubelet API is open to the world: it runs commands in containers",
    fix: `${narrow}: control plane nodes`,
    ports: [tcp(10250)],
    matches: anyPort,
    reference: kubernetesPorts,
  },
  {
    id: "open-kube-api",
    severity: "warning",
    title: "The Kubernetes API server is open to the world",
    fix: `${narrow}: the nodes of the cluster, Rancher, and administrators`,
    ports: [tcp(6443)],
    parameter: "kubernetesApi",
    matches: unknownPort,
    reference: kubernetesPorts,
  },
  {
    id: "open-node-ports",
    severity: "warning",
    title: "NodePort services are open to the world: every service of type NodePort or LoadBalancer is",
    fix: `${narrow}: the load balancers before them`,
    ports: [tcp(30000, 32767), udp(30000, 32767)],
    parameter: "nodePorts",
    matches: anyPort,
    reference: kubernetesPorts,
  },
  {
    id: "open-http",
    severity: "warning",
    title: "HTTP without TLS is open to the world",
    fix: "Serve HTTPS only, or narrow the source; acknowledge it where HTTP does nothing but redirect",
    ports: [tcp(80)],
    matches: { checkov: ["CKV_AWS_260"], kics: [kics.http, kics.unrestrictedIngress, kics.sensitivePort] },
    reference: controls("ec2-18"),
  },
  {
    id: "open-https",
    severity: "note",
    title: "HTTPS is open to the world, as for a public web site",
    fix: "Acknowledge it where the service is meant for everybody; narrow the source where it is not",
    ports: [tcp(443), udp(443)],
    matches: { kics: [kics.unrestrictedIngress, kics.sensitivePort] },
    reference: controls("ec2-18"),
  },
];

/** Ports that a deployment sets are not included: they belong to the service that they are set for. */
const everyService = trafficSet(services.flatMap(({ ports }) => ports));

export const openIngressChecks: readonly Check[] = [
  {
    id: "open-all-traffic",
    severity: "error",
    title: "Every protocol and port is open to the world",
    fix: "Open the ports that are needed, to those who need them",
    matches: {
      checkov: ["CKV_AWS_277"],
      kics: [kics.unrestrictedIngress],
      securityHub: ["EC2.18", "EC2.19"],
    },
    reference: controls("ec2-18"),
    find: (linted) => openings(linted, (open) => (open.contains(allTraffic) ? open : undefined)),
  },
  ...services.map(({ ports, parameter, ...description }) => ({
    ...description,
    find: (linted: LintedPlan) => {
      const served = trafficSet([...ports, ...configured(linted, parameter)]);
      return openings(linted, (open) => open.intersect(served));
    },
  })),
  {
    id: "open-port",
    severity: "warning",
    title: "A port that no other check names is open to the world",
    fix: narrow,
    matches: anyPort,
    reference: controls("ec2-18"),
    find: (linted) => {
      const parameters = services.map(({ parameter }) => parameter);
      const named = everyService.union(trafficSet(parameters.flatMap((name) => configured(linted, name))));
      return openings(linted, (open) => (open.contains(allTraffic) ? undefined : open.subtract(named)));
    },
  },
];

/** A sighting for each group with world-open traffic that `pick` selects. */
function* openings(linted: LintedPlan, pick: (open: TrafficSet) => TrafficSet | undefined): Generator<Sighting> {
  for (const group of linted.groups) {
    const open = pick(group.ingress.world);
    if (!open || open.isEmpty) continue;
    const rules = group.ingress.opening(open);
    const message = `${fewOf(trafficLines(open))} into ${group.group.name} is open to the world; ${narrowing(linted, rules)}`;
    yield { group, rules, message };
  }
}

/** Ports that the deployment sets for the service, except 80 and 443, which count as web ports. */
function configured({ deployment }: LintedPlan, parameter: Service["parameter"]): readonly Traffic[] {
  const ports: PortRange | undefined = parameter && deployment.ports[parameter];
  if (!ports || ports.to === 80 || ports.to === 443) return [];
  return parameter === "nodePorts"
    ? [tcp(ports.from, ports.to), udp(ports.from, ports.to)]
    : [tcp(ports.from, ports.to)];
}

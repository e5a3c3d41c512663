/** Types of a CNI: its rows, and the distributions and encapsulations that it supports. */
import type { Encapsulation } from "../../model/settings";
import type { Row } from "../row";

/** Distributions that can run on nodes of a cluster. */
export type Distribution = "rke" | "rke2" | "k3s";

/** A CNI on one distribution. */
export interface CniSupport {
  /** Ways to carry pod traffic between nodes. The first one is the default. */
  readonly encapsulations: readonly Encapsulation[];
  /** The default if nodes have IPv6 addresses only. Default: the first of `encapsulations`. */
  readonly encapsulationOfIpv6?: Encapsulation;
  /** Whether it can encrypt with WireGuard in addition to an encapsulation. Default: false. */
  readonly encryptsBesides?: boolean;
  /** Whether it exchanges routes over BGP by default; absent if it cannot use BGP. */
  readonly bgp?: boolean;
  readonly windowsWorkers?: boolean;
  readonly rows: readonly Row[];
}

export interface Cni {
  /** As in `cni: canal`. */
  readonly name: string;
  readonly title: string;
  /** The distributions that it exists on. */
  readonly on: Partial<Readonly<Record<Distribution, CniSupport>>>;
}

/** What a file in this folder says about one network of pods. */
import type { Encapsulation } from "../../model/settings";
import type { Row } from "../row";

/** Distributions that can run on nodes of a cluster. */
export type Distribution = "rke" | "rke2" | "k3s";

/** A CNI on one distribution. */
export interface CniSupport {
  /** How it can carry traffic between nodes; the first is what it does by itself. None for no CNI at all. */
  readonly encapsulations: readonly Encapsulation[];
  /** Whether it exchanges routes over BGP by itself; absent where it never does. */
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

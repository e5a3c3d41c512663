/** All CNIs. To add one, create a file in this folder and add a line here. */
import { calico } from "./calico";
import { canal } from "./canal";
import { cilium } from "./cilium";
import type { Cni } from "./cni";
import { flannel } from "./flannel";
import { none } from "./none";
import { weave } from "./weave";

export const cnis: readonly Cni[] = [canal, calico, cilium, flannel, weave, none];

/** No CNI, or one that is not known here: its ports are the deployment's to add, under rules.add. */
import type { Cni } from "./cni";

const nothing = { encapsulations: [], rows: [] } as const;

export const none = {
  name: "none",
  title: "cni: none",
  on: { rke: nothing, rke2: nothing, k3s: nothing },
} as const satisfies Cni;

import { conditions } from "../../model/condition";
import { partyTitles } from "../../model/party";
import { unwrittenReasons } from "../../model/plan";
import type { Texts } from "./texts";

export const english: Texts = {
  language: "en",
  parties: partyTitles,
  conditions,
  unwritten: unwrittenReasons,
  purposes: {},
  draw: {
    fromTo: "from / to",
    matrixTitle: (deployment) => `${deployment}: who may reach whom`,
    diagramTitle: (deployment) => `${deployment}: parties and flows`,
    notes: "Notes",
    legend: "Legend",
    allTraffic: "all traffic",
    allOf: (protocol) => `all ${protocol}`,
    world: { ingress: "from any address", egress: "to any address" },
    worldNotes: {
      ingress: "open to any address: not only to the party of this row",
      egress: "open towards any address: not only towards the party of this column",
    },
    local: "local",
    cluster: "nodes of the cluster",
    among: "among all of them",
    within: "among themselves",
    noRule: "asked for, without a rule of its own",
    rule: "opened by a rule",
    nothing: "no flows",
    more: (count) => `and ${count} more`,
  },
};

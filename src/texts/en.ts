import { conditions } from "../model/condition";
import { partyTitles } from "../model/party";
import { skipReasons } from "../model/plan";
import { promiseTexts } from "../questions/promises";
import { englishPage } from "./en-page";
import type { Texts } from "./texts";

export const english: Texts = {
  language: "en",
  parties: partyTitles,
  conditions,
  skipReason: skipReasons,
  promises: promiseTexts,
  purposes: {},
  catalogs: {},
  page: englishPage,
  draw: {
    fromTo: "from / to",
    matrixTitle: (deployment) => `${deployment}: who may reach whom`,
    diagramTitle: (deployment) => `${deployment}: parties and flows`,
    notes: "Notes",
    allTraffic: "all traffic",
    allOf: (protocol) => `all ${protocol}`,
    icmpType: (protocol, type) => `${protocol} type ${type}`,
    protocolNumber: (number) => `protocol ${number}`,
    world: { ingress: "from any address", egress: "to any address" },
    only: (peers) => `only from ${peers}`,
    worldNotes: {
      ingress: "Open to any address, not only to the party of this row",
      egress: "Open towards any address, not only towards the party of this column",
    },
    local: "local",
    frame: "nodes of the cluster",
    among: "among all of them",
    within: "among themselves",
    flow: (traffic, from, to) => `${traffic} from ${from} to ${to}`,
    otherProtocols: "other protocols",
    skipReason: "required, without a separate rule",
    nothing: "No flows.",
    more: (count) => `and ${count} more`,
    listSeparator: ", ",
  },
};

/** Renders flows that a layout of groups adds as text. */
import { trafficLines, trafficSet } from "../flows";
import type { AddedFlow } from "../model/plan";

/** `tcp 2379 from worker to etcd` */
export function addedFlowText(flow: AddedFlow): string {
  const [traffic = ""] = trafficLines(trafficSet([flow]));
  return `${traffic} from ${endText(flow.from)} to ${endText(flow.to)}`;
}

/** A party, or an address without its type. */
const endText = (end: string) => end.slice(end.indexOf(" ") + 1);

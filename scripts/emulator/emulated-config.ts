import { isMap, isSeq, parseDocument } from "yaml";

export interface EmulatedPlace {
  readonly vpcId: string;
  readonly endpoint: string;
}

/**
 * The text of a config file with another VPC in each deployment and the emulator's endpoint added. Everything else is
 * unchanged.
 */
export function emulatedConfig(text: string, { vpcId, endpoint }: EmulatedPlace): string {
  const document = parseDocument(text);
  const deployments = document.get("deployments");
  for (const deployment of isSeq(deployments) ? deployments.items : []) {
    if (!isMap(deployment)) continue;
    deployment.set("vpcId", vpcId);
    deployment.set("endpoint", endpoint);
  }
  return document.toString();
}

/** The deployments of the smoke test, and the Terraform program that calls their modules. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { groupOutput, variableForOutput } from "../../src/model/terraform-names";
import { packageRoot } from "../emulator/package-root";
import { providerVersion } from "../emulator/provider-mirror";

/** Where the sample is deployed. */
export interface SmokePlace {
  readonly region: string;
  readonly vpcId: string;
  /** Random text that only this run has in the names and tags of its groups. */
  readonly run: string;
}

/** The tag of every group and rule; its value is the run. */
export const smokeTag = "rancher-sg-smoke";

/** The text of the config. */
export function sampleConfig({ region, vpcId, run }: SmokePlace): string {
  const text = readFileSync(join(packageRoot, "scripts", "smoke", "sample.yaml"), "utf8");
  return text.replaceAll("REGION", region).replaceAll("VPC", vpcId).replaceAll("RUN", run);
}

/** The content of main.tf.json, in the folder that contains `modules`. Its output `caller` is the identity that Terraform uses. */
export function sampleProgram({ region, vpcId, run }: SmokePlace): string {
  const rancher = `smoke-${run}-rancher`;
  const cluster = `smoke-${run}-cluster`;
  const nodes = `smoke-${run}-nodes`;
  const module = (name: string) => ({ source: `./modules/${name}`, vpc_id: vpcId });
  const groupsOfRancher = ["rancher", "loadBalancer"].map((party) => {
    const output = groupOutput(party, "id");
    return [variableForOutput(rancher, output), `\${module.${rancher}.${output}}`];
  });
  const program = {
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: providerVersion() } } },
    provider: { aws: { region } },
    data: { aws_caller_identity: { current: {} }, aws_vpc: { chosen: { id: vpcId } } },
    module: {
      [rancher]: module(rancher),
      [cluster]: { ...module(cluster), ...Object.fromEntries(groupsOfRancher) },
      [nodes]: module(nodes),
    },
    output: { caller: { value: "${data.aws_caller_identity.current}" } },
  };
  return JSON.stringify(program, null, 2);
}

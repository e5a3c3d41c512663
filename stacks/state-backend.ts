/** Where a stack keeps its state, as cdktf's own backends. */
import { CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, type TerraformStack } from "cdktf";
import type { ConfiguredDeployment } from "../src/config/schema";
import { stackNameOf } from "../src/model/stack-member";
import { withoutUndefined } from "../src/model/without-undefined";

export function addStateBackend(stack: TerraformStack, { state, endpoint, ...deployment }: ConfiguredDeployment): void {
  const name = stackNameOf(deployment);
  if (state === "local") {
    // Beside the output folder, and relative: cdktf's default writes the absolute path of this machine.
    new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
  } else if (state.s3) {
    const { key = `rancher-sg/${name}.tfstate`, lockFile, ...s3 } = state.s3;
    new S3Backend(stack, { key, encrypt: true, ...withoutUndefined(s3), ...(endpoint ? emulator(endpoint) : {}) });
    // cdktf 0.21 knows the older lock table only.
    if (lockFile) stack.addOverride("terraform.backend.s3.use_lockfile", true);
  } else if (state.cloud) {
    const { organization, workspace = name, hostname } = state.cloud;
    new CloudBackend(stack, {
      organization,
      workspaces: new NamedCloudWorkspace(workspace),
      ...withoutUndefined({ hostname }),
    });
  }
}

function emulator(url: string) {
  return {
    accessKey: "emulator",
    secretKey: "emulator",
    endpoints: { s3: url, sts: url, iam: url },
    usePathStyle: true,
    skipRegionValidation: true,
  };
}

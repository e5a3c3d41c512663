/**
 * Sources of the ids of other tools' checks, and the pages that findings link to. Only ids that were read in the tool's
 * own source or manual are listed.
 *
 * - Checkov: bridgecrewio/checkov, checkov/terraform/checks/resource/aws/SecurityGroup*.py
 *   (22: CKV_AWS_24, 3389: CKV_AWS_25, 80: CKV_AWS_260, any: CKV_AWS_277, egress: CKV_AWS_382, description: CKV_AWS_23).
 * - Trivy: aquasecurity/trivy-checks, checks/cloud/aws/ec2/*.rego (no_public_ingress_sgr: AVD-AWS-0107, for SSH and
 *   RDP;
 *   no_public_egress_sgr: AVD-AWS-0104; add_description_to_security_group: AVD-AWS-0099, ..._rule: AVD-AWS-0124). Newer
 *   releases write AWS-0107 and keep the longer form as an alias.
 * - KICS: Checkmarx/kics, assets/queries/terraform/aws/<query>/metadata.json; docs.kics.io for `http`. The map
 *   `tcpPortsMap` of its library decides which ports are sensitive; all others are unknown. 22, 80, 443, 2375, 2376 and
 *   3389 are sensitive, 2379 to 2381 and 6443 are unknown; 10250 and the NodePorts were not checked.
 * - AWS Security Hub: the user guide's page on Amazon EC2 controls.
 */

/** Queries of KICS for Terraform. */
export const kics = {
  /** unrestricted_security_group_ingress */
  unrestrictedIngress: "4728cd65-a20c-49da-8b31-9c08b423e4db",
  /** security_group_with_unrestricted_access_to_ssh */
  unrestrictedSsh: "65905cec-d691-4320-b320-2000436cb696",
  /** remote_desktop_port_open_to_internet */
  remoteDesktop: "151187cb-0efc-481c-babd-ad24e3c9bc22",
  /** sensitive_port_is_exposed_to_entire_network */
  sensitivePort: "381c3f2a-ef6f-4eff-99f7-b169cda3422c",
  /** unknown_port_exposed_to_internet */
  unknownPort: "590d878b-abdc-428f-895a-e2b68a0e1998",
  /** "HTTP Port Open To Internet" */
  http: "ffac8a12-322e-42c1-b9b9-81ff85c39ef7",
  /** security_group_rules_without_description */
  ruleDescription: "68eb4bf3-f9bf-463d-b5cf-e029bb446d2e",
  /** security_group_without_description */
  groupDescription: "cb3f5ed6-0d18-40de-a93d-b3538db31e8c",
} as const;

/** The URL of a control in the user guide of AWS Security Hub. */
export function controls(anchor: string): string {
  return `https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#${anchor}`;
}

export const kubernetesPorts = "https://kubernetes.io/docs/reference/networking/ports-and-protocols/";
export const securityGroupRules = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";
export const vpcQuotas = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
export const ipFamilies = "https://docs.k3s.io/networking/basic-network-options";
export const rancherPorts =
  "https://ranchermanager.docs.rancher.com/getting-started/installation-and-upgrade/installation-requirements/port-requirements";
export const movedCatalog = "https://github.com/rancher/docs/issues/2540";
export const ec2NodeDriver = "https://github.com/rancher/machine/blob/master/drivers/amazonec2/amazonec2.go";
export const cloudProvider = "https://github.com/kubernetes/cloud-provider-aws";

/** Names that a synth gives to outputs and variables, and that Terraform gives to groups. */

/** The output with the id or the name of a group, such as `load_balancer_security_group_id`. */
export function groupOutput(key: string, what: "id" | "name"): string {
  return `${snakeCase(key)}_security_group_${what}`;
}

/** The output with the ids or the names of the groups that the nodes of a pool attach, such as `agents_pool_security_group_ids`. */
export function poolOutput(pool: string, what: "ids" | "names"): string {
  return `${snakeCase(pool)}_pool_security_group_${what}`;
}

/** The variable of a module that takes the output of another deployment's module, such as `rancher_prod_rancher_security_group_id`. */
export function variableForOutput(deployment: string, output: string): string {
  return `${snakeCase(deployment)}_${output}`;
}

/** `loadBalancer` becomes `load_balancer`, and `rancher-prod` becomes `rancher_prod`. */
function snakeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll("-", "_");
}

/** The name of a group without the date and the counter that Terraform appends to a name prefix. */
export function withoutNameSuffix(name: string): string {
  return name.replace(/-\d{18}[0-9a-f]{8}$/, "");
}

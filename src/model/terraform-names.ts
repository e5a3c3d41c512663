/** Names that a synth gives to outputs and variables. */

/** The output with the id or the name of a party's group, such as `load_balancer_security_group_id`. */
export function groupOutput(party: string, what: "id" | "name"): string {
  return `${snakeCase(party)}_security_group_${what}`;
}

/** The variable of a module that takes the output of another deployment's module, such as `rancher_prod_rancher_security_group_id`. */
export function variableForOutput(deployment: string, output: string): string {
  return `${snakeCase(deployment)}_${output}`;
}

/** `loadBalancer` becomes `load_balancer`, and `rancher-prod` becomes `rancher_prod`. */
function snakeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll("-", "_");
}

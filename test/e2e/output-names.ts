/** Names of a stack's outputs. */

/** `loadBalancer` -> `load_balancer_security_group_id` */
export function groupIdOutput(party: string): string {
  return `${snakeCase(party)}_security_group_id`;
}

/** `loadBalancer` -> `load_balancer_security_group_name` */
export function groupNameOutput(party: string): string {
  return `${snakeCase(party)}_security_group_name`;
}

function snakeCase(party: string): string {
  return party.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

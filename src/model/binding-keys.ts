/** The keys by which a binding says what a party is. Without schemas, so that pages can load it. */

export const groupKeys = ["create", "securityGroupId", "deployment"] as const;
const addressKeys = ["cidrs", "ipv6Cidrs", "prefixListIds", "addresses", "securityGroupIds"] as const;
/** All but `publicCidrs`, which is always in addition to one of these. */
export const bindingKeys = [...groupKeys, ...addressKeys] as const;

type WrittenBinding = { readonly [key in (typeof bindingKeys)[number] | "publicCidrs"]?: unknown };

/** Whether a binding names neither a group nor private addresses. */
export function hasOnlyPublicAddresses(binding: WrittenBinding | string): boolean {
  return (
    typeof binding === "object" &&
    binding.publicCidrs !== undefined &&
    bindingKeys.every((key) => binding[key] === undefined)
  );
}

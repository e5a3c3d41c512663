/** The few groups, prefix lists and addresses that random deployments use, so that parties often share them. */

export const groupIds = ["sg-0000000000000000a", "sg-0000000000000000b", "sg-0000000c"] as const;
export const groupToken = "${TfToken[TOKEN.1]}";
export const prefixListIds = ["pl-0000000000000000a", "pl-0000000b"] as const;
export const cidrToken = "${TfToken[TOKEN.2]}";
/** Some overlap, some touch, some are written in more than one way, and both families occur. */
export const cidrs = [
  "10.0.0.0/8",
  "10.1.0.0/16",
  "203.0.113.0/24",
  "198.51.100.7/32",
  "0.0.0.0/0",
  "2001:db8::/32",
  "2001:DB8:1::/48",
  "2001:0db8:0001::/48",
  "::/0",
  cidrToken,
] as const;

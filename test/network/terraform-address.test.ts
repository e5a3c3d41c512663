import { stackNameOf } from "../../src/model/stack-member";
import { groupAddress, ruleAddress } from "../../src/network/terraform-address";
import { parseTerraformApp } from "../../src/network/terraform-json";
import { shippedConfigs, synthesize } from "../verify/synthesized-fixture";

const cases = shippedConfigs.flatMap((config) => [false, true].map((optimize) => [config, optimize] as const));

test.each(cases)("finds every group and rule of %s by its address in the JSON, optimize %s", (config, optimize) => {
  const { json, plans } = synthesize(config, optimize);
  const synthesized = parseTerraformApp(json).stacks.flatMap(({ name, groups }) =>
    groups.flatMap(({ resource, rules }) =>
      [...(resource ? [resource.address] : []), ...rules.map(({ key }) => key)].map((address) => `${name} ${address}`),
    ),
  );
  const addresses = plans.flatMap(({ deployment, groups }) =>
    groups.flatMap((group) =>
      [groupAddress(deployment, group) ?? [], group.rules.map((rule) => ruleAddress(deployment, group, rule))]
        .flat()
        .map((address) => `${stackNameOf(deployment)} ${address}`),
    ),
  );
  expect(addresses.length).toBeGreaterThan(0);
  expect([...addresses].sort()).toEqual([...synthesized].sort());
});

/** The comparison of counted requests with the recorded ones. */

import { guardedVariant } from "../../bench/clusters";
import type { RequestCounts } from "../../bench/measure";
import { moreThanRecorded } from "../../bench/requests";

const recorded: RequestCounts = {
  ...guardedVariant,
  ...{ groups: 3, rules: 17 },
  requests: { refresh: 20, apply: 41, destroy: 46 },
  tenClustersSeconds: { refresh: 9, apply: 37, destroy: 34 },
};

test("accepts the recorded counts and smaller ones", () => {
  expect(moreThanRecorded(recorded, recorded)).toEqual([]);
  expect(moreThanRecorded({ ...recorded, rules: 16 }, recorded)).toEqual([]);
});

test("names each number that is greater", () => {
  const found = { ...recorded, groups: 4, rules: 18, requests: { refresh: 21, apply: 42, destroy: 46 } };
  expect(moreThanRecorded(found, recorded)).toEqual([
    "groups: 4, and 3 on record",
    "rules: 18, and 17 on record",
    "requests of refresh: 21, and 20 on record",
    "requests of apply: 42, and 41 on record",
  ]);
});

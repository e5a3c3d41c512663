/** The simulation of EC2's limits: token buckets that accept requests, and waiting times of rejected requests. */
import fc from "fast-check";
import { bucketOf, type Ec2Request, TokenBuckets } from "../../bench/ec2-limits";
import { inOneState, simulate, throttledSeconds } from "../../bench/throttled";

const request = (action: string, isNarrowed = false): Ec2Request => ({ action, isNarrowed });
const [ingress, egress] = [request("AuthorizeSecurityGroupIngress"), request("AuthorizeSecurityGroupEgress")];
const readRule = request("DescribeSecurityGroupRules");
const many = (count: number, each: Ec2Request) => Array.from({ length: count }, () => each);
const shortWaits = () => 0;
/** How many of `count` simultaneous requests are accepted. */
const accepted = (buckets: TokenBuckets, count: number, each: Ec2Request, at: number) =>
  many(count, each).filter((one) => buckets.take(one, at)).length;

test.each([
  ["CreateSecurityGroup", false, 50, 5],
  ["AuthorizeSecurityGroupIngress", false, 50, 5],
  ["RevokeSecurityGroupEgress", false, 50, 5],
  ["DescribeSecurityGroupRules", false, 100, 20],
  ["DescribeSecurityGroups", false, 50, 10],
  ["DescribeSecurityGroups", true, 100, 20],
  ["DescribeNetworkInterfaces", true, 100, 20],
])("%s has the documented bucket (narrowed: %s)", (action, isNarrowed, capacity, refill) => {
  expect(bucketOf(request(action, isNarrowed))).toMatchObject({ capacity, refill });
});

test("accepts the capacity of a full bucket at once, then as many requests as tokens are added", () => {
  const buckets = new TokenBuckets();
  expect(accepted(buckets, 200, readRule, 0)).toBe(100);
  expect(accepted(buckets, 200, readRule, 0.5)).toBe(10);
  expect(accepted(buckets, 200, readRule, 2)).toBe(30);
});

test("never fills a bucket above its capacity, and uses a separate bucket for each action", () => {
  const buckets = new TokenBuckets();
  expect(accepted(buckets, 100, ingress, 0)).toBe(50);
  expect(accepted(buckets, 100, egress, 0)).toBe(50);
  expect(accepted(buckets, 100, ingress, 3600)).toBe(50);
});

test("sends ten requests at a time, each for a tenth of a second", () => {
  expect(simulate(many(10, ingress), shortWaits)).toBeCloseTo(0.1);
  expect(simulate(many(25, ingress), shortWaits)).toBeCloseTo(0.3);
  expect(simulate([], shortWaits)).toBe(0);
});

test("waits 1 to 2, then 2 to 4 seconds after a rejected request, which keeps one of the ten places", () => {
  // The first five rounds take 50 tokens, while 2.5 are added. The sixth round starts at 0.5 s, and its third request
  // is rejected.
  const seconds = (count: number, random: () => number) => simulate(many(count, ingress), random);
  expect(seconds(52, () => 0)).toBeCloseTo(0.6);
  expect(seconds(53, () => 0)).toBeCloseTo(0.6 + 1 + 0.1);
  expect(seconds(53, () => 0.5)).toBeCloseTo(0.6 + 1.5 + 0.1);
  // When all ten retry at once, the bucket has tokens for five or six of them. The others wait again.
  expect(seconds(70, () => 0)).toBeGreaterThan(0.6 + 1 + 0.1 + 2);
});

test("is never faster than the bucket fills, or than ten requests at a time", () => {
  const wait = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1500 }), fc.constantFrom(ingress, readRule), wait, (count, each, random) => {
      const { capacity, refill } = bucketOf(each);
      const least = Math.max(count / 100, (count - capacity) / refill);
      expect(simulate(many(count, each), () => random)).toBeGreaterThanOrEqual(least - 1e-6);
    }),
  );
});

test("takes less time for requests of two actions than for the same number of one action", () => {
  const both = inOneState([ingress, egress], 150);
  expect(both).toHaveLength(300);
  expect(throttledSeconds(both)).toBeLessThan(0.8 * throttledSeconds(many(300, ingress)));
});

test("takes the same time for the same requests at each call", () => {
  expect(throttledSeconds(many(300, ingress))).toBe(throttledSeconds(many(300, ingress)));
});

/**
 * How long do requests to EC2 take at least, with its limits? A simulation, so that neither the machine nor the
 * emulator matters: Terraform works on 10 resources at once, EC2 answers in 0.1 s, and refuses requests for which its
 * token buckets are empty.
 *
 * A refused request is sent again as by Terraform's AWS provider: after the nth refusal in a row, it waits a random
 * time from half of 2^n seconds to 2^n seconds, or from 150 to 300 if 2^n is more. Meanwhile its resource keeps its
 * place among the 10. The provider's source calls this `v1CompatibleBackoff`. A proxy that refused requests of version
 * 5.100 confirmed it.
 *
 * Not simulated: the time that Terraform and the provider need themselves, and the time that a rule waits for its
 * group.
 */
import { type Ec2Request, TokenBuckets } from "./ec2-limits";
import { median } from "./median";

/** Terraform's default for `-parallelism`. */
const parallelism = 10;
const answerSeconds = 0.1;
const longestWait = 300;
/** The result is the median of this number of simulations, each with other random waits. */
const simulations = 101;

/** The seconds until all requests are answered, if they are sent in this order. The same at each call. */
export function throttledSeconds(requests: readonly Ec2Request[]): number {
  return median(Array.from({ length: simulations }, (_, seed) => simulate(requests, randomNumbers(seed))));
}

/** The requests of Terraform for several equal deployments in one state. */
export function inOneState(requests: readonly Ec2Request[], deployments: number): readonly Ec2Request[] {
  return requests.flatMap((request) => Array.from({ length: deployments }, () => request));
}

/** `random` returns numbers from 0 to less than 1. */
export function simulate(requests: readonly Ec2Request[], random: () => number): number {
  const buckets = new TokenBuckets();
  const queue = [...requests].reverse();
  const places = Array.from({ length: parallelism }, () => ({ at: 0, refusals: 0, request: queue.pop() }));
  let end = 0;
  for (;;) {
    const busy = places.filter(({ request }) => request !== undefined);
    if (busy.length === 0) return end;
    const place = busy.reduce((first, other) => (other.at < first.at ? other : first));
    const isAccepted = buckets.take(place.request as Ec2Request, place.at);
    place.at += answerSeconds;
    if (isAccepted) {
      end = Math.max(end, place.at);
      Object.assign(place, { refusals: 0, request: queue.pop() });
    } else {
      place.refusals += 1;
      place.at += (0.5 + random() / 2) * Math.min(2 ** place.refusals, longestWait);
    }
  }
}

/** A linear congruential generator: the same numbers for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 2654435761);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

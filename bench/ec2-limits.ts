/**
 * EC2's limits of requests: the token buckets of an account in a region. Each action has its own bucket, and a request
 * takes a token. EC2 refuses a request if its bucket is empty, with the code `RequestLimitExceeded`.
 *
 * The numbers are the documented defaults of
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html, read on 2026-11-29 in a stored copy of the
 * page, for the actions that Terraform uses for security groups. An account can have higher limits.
 */

export interface Ec2Request {
  readonly action: string;
  /** Whether the request has a filter or asks for a page. Ids are neither. */
  readonly isNarrowed: boolean;
}

interface Bucket {
  readonly name: string;
  /** Tokens of a full bucket. */
  readonly capacity: number;
  /** Tokens per second. */
  readonly refill: number;
}

/** Non-mutating actions that have a smaller bucket for requests without a filter and without pages. */
const costlyToRead: readonly string[] = ["DescribeNetworkInterfaces", "DescribeSecurityGroups"];

export function bucketOf({ action, isNarrowed }: Ec2Request): Bucket {
  if (!/^(Describe|Get|List|Search)/.test(action)) return { name: action, capacity: 50, refill: 5 };
  return costlyToRead.includes(action) && !isNarrowed
    ? { name: `${action} without a filter`, capacity: 50, refill: 10 }
    : { name: action, capacity: 100, refill: 20 };
}

/** The buckets of an account, all full at the time 0. */
export class TokenBuckets {
  readonly #levels = new Map<string, { readonly tokens: number; readonly at: number }>();

  /** Takes the token of a request at a time in seconds, which never decreases. False if EC2 refuses the request. */
  take(request: Ec2Request, at: number): boolean {
    const { name, capacity, refill } = bucketOf(request);
    const level = this.#levels.get(name) ?? { tokens: capacity, at };
    const tokens = Math.min(capacity, level.tokens + (at - level.at) * refill);
    const isAccepted = tokens >= 1;
    this.#levels.set(name, { tokens: isAccepted ? tokens - 1 : tokens, at });
    return isAccepted;
  }
}

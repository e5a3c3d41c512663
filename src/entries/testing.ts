/** `rancher-security-groups/testing`: assertions for the tests of an application. */
export {
  expectReachability,
  type PortArguments,
  type ReachabilityExpectation,
  type TrafficChoice,
} from "../questions/expect-reachability";

/** Which flows do rules allow together? Exact sets of protocols, ports and peers. Knows no groups and no plans. */
export { AddressSet } from "./address-set";
export { type FlowRule, FlowSet, refusalOf } from "./flow-set";
export { type Interval, IntervalSet } from "./interval-set";
export { allTraffic, type Traffic, type TrafficSet, trafficLines, trafficSet } from "./traffic-line";

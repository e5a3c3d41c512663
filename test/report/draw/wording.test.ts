import type { PortRule } from "../../../src/model/port-rule";
import { firstFew, trafficLabel } from "../../../src/report/draw/wording";
import { textsIn } from "../../../src/texts";

test.each<[PortRule["protocol"], PortRule["ports"], string, string]>([
  ["tcp", { from: 2379, to: 2379 }, "2379 TCP", "2379 TCP"],
  ["udp", { from: 30000, to: 32767 }, "30000-32767 UDP", "30000-32767 UDP"],
  ["tcp", { from: 0, to: 65535 }, "all TCP", "全部 TCP"],
  ["udp", "all", "all UDP", "全部 UDP"],
  ["icmp", { from: 8, to: 0 }, "ICMP type 8/0", "ICMP 类型 8/0"],
  ["icmpv6", { from: 128, to: -1 }, "ICMPv6 type 128", "ICMPv6 类型 128"],
  ["icmp", { from: -1, to: -1 }, "all ICMP", "全部 ICMP"],
  ["icmpv6", "all", "all ICMPv6", "全部 ICMPv6"],
  ["50", "all", "ESP", "ESP"],
  ["4", "all", "IP in IP", "IP in IP"],
  ["47", "all", "protocol 47", "协议 47"],
  ["all", "all", "all traffic", "全部流量"],
])("words traffic of %s %j as %s", (protocol, ports, english, chinese) => {
  expect(trafficLabel(textsIn("en"), { protocol, ports })).toBe(english);
  expect(trafficLabel(textsIn("zh-CN"), { protocol, ports })).toBe(chinese);
});

test("shortens a long list to its first few and the number of the others, unless only one is left", () => {
  const texts = textsIn("en");
  expect(firstFew(["a", "b", "c", "d"], texts)).toEqual(["a", "b", "c", "d"]);
  expect(firstFew(["a", "b", "c", "d", "e"], texts)).toEqual(["a", "b", "c", "and 2 more"]);
  expect(firstFew([], texts)).toEqual([]);
});

import { textWidth, widestPiece, wrap, wrapEvenly } from "../../../src/report/draw/text-width";

const font = { size: 12 };

test.each([
  ["nodes of any cluster of this Rancher", 100, ["nodes of any", "cluster of this", "Rancher"]],
  ["production-load-balancer", 90, ["production-", "load-balancer"]],
  ["此 Rancher 管理的各集群的节点", 80, ["此 Rancher", "管理的各集群", "的节点"]],
  ["API（TLS 透传），完。", 48, ["API", "（TLS", "透传），", "完。"]],
  ["2001:db8:1::/48", 200, ["2001:db8:1::/48"]],
  ["  two   spaces ", 200, ["two spaces"]],
  ["", 10, []],
])("breaks lines between words: %s", (text, width, lines) => {
  expect(wrap(text, width, font)).toEqual(lines);
});

test("cuts a word that is too wide, and keeps all of it", () => {
  const lines = wrap("x".repeat(60), 100, font);
  expect(lines.join("")).toBe("x".repeat(60));
  for (const line of lines) expect(textWidth(line, font)).toBeLessThanOrEqual(100);
  expect(wrap("（集群）", 1, font).join("")).toBe("（集群）");
});

test("makes lines of similar length if possible", () => {
  expect(wrap("由节点驱动创建的节点", 110, font)).toEqual(["由节点驱动创建的节", "点"]);
  expect(wrapEvenly("由节点驱动创建的节点", 110, font)).toEqual(["由节点驱动", "创建的节点"]);
  expect(wrapEvenly("external load balancer", 1000, font)).toEqual(["external load balancer"]);
  expect(wrapEvenly("x".repeat(20), 50, font).join("")).toBe("x".repeat(20));
});

test("counts bold text as wider and Chinese as full width, and returns the widest unbreakable piece", () => {
  expect(textWidth("etcd", { size: 10, isBold: true })).toBeGreaterThan(textWidth("etcd", { size: 10 }));
  expect(textWidth("节点", { size: 10 })).toBe(20);
  expect(widestPiece("a control plane", font)).toBe(textWidth("control", font));
});

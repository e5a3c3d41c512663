import { markdownCode } from "../../src/report/markdown-code";

test.each([
  ["tcp 80 from 203.0.113.0/24", "`tcp 80 from 203.0.113.0/24`"],
  ["@team #1 [x](https://a.example) **b** <b>", "`@team #1 [x](https://a.example) **b** <b>`"],
  ["a`b", "<code>a&#96;b</code>"],
  ["a|b\\", "<code>a&#124;b&#92;</code>"],
  ["a\n/close\r@team", "`a\ufffd/close\ufffd@team`"],
  ["a\u202e\u2066\u200b\u2028\u0085`", "<code>a&#65533;&#65533;&#65533;&#65533;&#65533;&#96;</code>"],
  ["", "<code></code>"],
  ["`<script>", "<code>&#96;&#60;script&#62;</code>"],
])("%j", (text, expected) => {
  expect(markdownCode(text)).toBe(expected);
});

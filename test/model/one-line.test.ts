import { oneLine, plainJson, plainLines } from "../../src/errors/one-line";

test.each([
  ["an escape", "\u001b[2J"],
  ["a line end", "\n"],
  ["a tab", "\t"],
  ["a C1 control character", "\u009b2J"],
  ["a mark that changes the text direction", "\u202e"],
  ["an isolate", "\u2066"],
  ["an Arabic letter mark", "\u061c"],
  ["a line separator", "\u2028"],
  ["a zero-width space", "\u200b"],
])("replaces %s with U+FFFD", (_, text) => {
  expect(oneLine(`a${text}b`)).toBe(`a\ufffd${text.slice(1)}b`);
});

test("keeps letters of every script", () => {
  const text = "naïve 节点 узел عقدة 🐄";
  expect([oneLine(text), plainLines(text)]).toEqual([text, text]);
});

test("keeps lines and tabs of a text with several lines, and replaces everything else that steers a terminal", () => {
  expect(plainLines("a\n\tb\r\u001b[1m\u202ec\n")).toBe("a\n\tb\ufffd\ufffd[1m\ufffdc\n");
});

test.each([
  ["::error file=x::forged", ":\ufffderror file=x::forged"],
  ["  ::add-mask::x", "  :\ufffdadd-mask::x"],
  ["a\n::set-output name=a::b", "a\n:\ufffdset-output name=a::b"],
  ["text ##[error]x", "text #\ufffd[error]x"],
  ["##vso[task.setvariable]x", "#\ufffdvso[task.setvariable]x"],
])("breaks the command to a CI system in %j", (text, safe) => {
  expect(plainLines(text)).toBe(safe);
});

test("keeps IPv6 addresses, also at the start of a line", () => {
  const text = "::/0\n::1/128, ::2/128\ntcp 443 from ::/0";
  expect(plainLines(text)).toBe(text);
});

test("keeps the value of JSON, without a character that steers a terminal", () => {
  const value = { "a\u009b": "\u202e\u2028 节点 🐄", tag: "\u{e0001}" };
  const json = plainJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

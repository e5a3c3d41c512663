import { oneLine, plainLines } from "../../src/report/one-line";

test.each([
  ["an escape", "\u001b[2J"],
  ["a line end", "\n"],
  ["a tab", "\t"],
  ["a control character of C1", "\u009b2J"],
  ["a mark that turns the direction of text", "\u202e"],
  ["an isolate", "\u2066"],
  ["a mark of Arabic letters", "\u061c"],
  ["a line separator", "\u2028"],
  ["a space without width", "\u200b"],
])("%s becomes U+FFFD", (_, text) => {
  expect(oneLine(`a${text}b`)).toBe(`a\ufffd${text.slice(1)}b`);
});

test("letters of every script stay", () => {
  const text = "naïve 节点 узел عقدة 🐄";
  expect([oneLine(text), plainLines(text)]).toEqual([text, text]);
});

test("a text of several lines keeps its lines and tabs, and nothing else that steers a terminal", () => {
  expect(plainLines("a\n\tb\r\u001b[1m\u202ec\n")).toBe("a\n\tb\ufffd\ufffd[1m\ufffdc\n");
});

/** Files in the encodings that people have. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeText, parseJson, readTextFile } from "../../src/network/text-file";

const text = '{"SecurityGroups": [], "café": "東京"}\r\n';
const bigEndian = (of: string) => Buffer.from(of, "utf16le").swap16();

test.each([
  ["UTF-8", Buffer.from(text)],
  ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${text}`)],
  ["UTF-16 of PowerShell", Buffer.from(`\ufeff${text}`, "utf16le")],
  ["UTF-16 in the other byte order", bigEndian(`\ufeff${text}`)],
])("reads %s", (_, bytes) => {
  expect(decodeText(bytes)).toBe(text);
});

test.each([
  ["Latin-1", Buffer.from("café", "latin1")],
  ["UTF-16 without a byte order mark", Buffer.from(text, "utf16le")],
  ["half a character of UTF-16", Buffer.from([0xff, 0xfe, 0x41])],
  ["an archive, such as a plan file of Terraform", Buffer.from("PK\u0003\u0004\u0014\0\u0008\0")],
])("does not read %s", (_, bytes) => {
  expect(decodeText(bytes)).toBeUndefined();
});

test("an empty file is an empty text", () => {
  expect(decodeText(Buffer.from(""))).toBe("");
});

test("the reason why a text is not JSON has no control character of the text", () => {
  const { why } = parseJson("\u001b[2J\n::error::forged") as { why: string };
  expect(why).toMatch(/^Unexpected token/);
  expect(why).not.toMatch(/\p{Cc}|forged/u);
});

test("a file that cannot be read has a problem and no text", () => {
  const folder = mkdtempSync(join(tmpdir(), "text-file-"));
  try {
    writeFileSync(join(folder, "latin1.txt"), Buffer.from("café", "latin1"));
    expect(readTextFile(join(folder, "latin1.txt"))).toMatchObject({ problem: { code: "not-utf8" } });
    expect(readTextFile(join(folder, "gone.txt"), "name a file")).toMatchObject({
      problem: { code: "cannot-read", why: "there is no such file", fix: "name a file" },
    });
    expect(readTextFile(folder)).toMatchObject({ problem: { why: "it is a folder" } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

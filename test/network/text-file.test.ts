/** Files in common encodings. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeText, isZip, parseJson, readTextFile, textLimits } from "../../src/network/text-file";

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
])("rejects %s", (_, bytes) => {
  expect(decodeText(bytes)).toBeUndefined();
});

test("reads an empty file as an empty text", () => {
  expect(decodeText(Buffer.from(""))).toBe("");
});

test("removes control characters of the text from the reason why it is not JSON", () => {
  const { why } = parseJson("\u001b[2J\n::error::forged") as { why: string };
  expect(why).toMatch(/^Unexpected token/);
  expect(why).not.toMatch(/\p{Cc}|forged/u);
});

test("returns a problem and no text for a file that cannot be read", () => {
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

describe("a file of the largest size", () => {
  const folder = mkdtempSync(join(tmpdir(), "text-file-"));
  const file = join(folder, "large.yaml");
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("is read, and rejected with one byte more", () => {
    writeFileSync(file, "x".repeat(4_000_000));
    expect(readTextFile(file, undefined, textLimits.written)).toEqual({ text: "x".repeat(4_000_000) });
    writeFileSync(file, "x".repeat(4_000_001));
    expect(readTextFile(file, undefined, textLimits.written)).toMatchObject({
      problem: {
        message: "is larger than 4 MB, the limit for a config, an import map or a file of assertions",
        fix: "split it into several files",
      },
    });
    expect(readTextFile(file)).toHaveProperty("text");
  });

  test("may have 200 MB of JSON, and a file of 3 GB is rejected without being read completely", () => {
    writeFileSync(file, "PK\u0003\u0004");
    truncateSync(file, 3_000_000_000);
    expect(readTextFile(file)).toMatchObject({
      problem: {
        message: "is larger than 200 MB, the limit for an answer of EC2 or JSON of Terraform",
        fix: "name several files with fewer groups, such as those of one VPC",
      },
    });
    expect(isZip(file)).toBe(true);
  });

  test("is not read from an endless device", () => {
    expect(readTextFile("/dev/zero")).toMatchObject({ problem: { code: "too-big" } });
  });
});

test("JSON is read up to 100 levels, and brackets in texts are no levels", () => {
  const folder = mkdtempSync(join(tmpdir(), "text-"));
  const file = join(folder, "deep.json");
  const read = (json: string) => {
    writeFileSync(file, json);
    return readTextFile(file);
  };
  try {
    const levels = (depth: number) => "[{".repeat(depth / 2) + "}]".repeat(depth / 2);
    const brackets = JSON.stringify(`\\"${"[".repeat(200)}`);
    expect(read(levels(100))).toEqual({ text: levels(100) });
    expect(read(`{"a": ${brackets}}`)).toEqual({ text: `{"a": ${brackets}}` });
    expect(read(levels(102))).toMatchObject({ problem: { code: "too-deep", limit: 100 } });
    expect(read(levels(100_000))).toMatchObject({ problem: { code: "too-deep" } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

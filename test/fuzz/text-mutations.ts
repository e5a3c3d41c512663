/** Mutations of a text, which know its lines, and of bytes, which know nothing. */
import type { Random } from "./random";
import { hostileTexts } from "./values";

function editedLines(text: string, random: Random, edit: (lines: string[], index: number) => void): string {
  const lines = text.split("\n");
  edit(lines, random.below(lines.length));
  return lines.join("\n");
}

export const textMutations: Readonly<Record<string, (text: string, random: Random) => string>> = {
  "CR LF": (text) => text.replaceAll("\n", "\r\n"),
  "byte order mark": (text) => `\ufeff${text}`,
  tab: (text, random) =>
    editedLines(text, random, (lines, index) => {
      lines[index] = `\t${lines[index]?.trimStart()}`;
    }),
  indentation: (text, random) =>
    editedLines(text, random, (lines, index) => {
      lines[index] = random.chance(0.5) ? ` ${lines[index]}` : `${lines[index]}`.slice(1);
    }),
  "delete line": (text, random) => editedLines(text, random, (lines, index) => lines.splice(index, 1)),
  "repeat line": (text, random) =>
    editedLines(text, random, (lines, index) => lines.splice(index, 0, lines[index] as string)),
  comment: (text, random) =>
    editedLines(text, random, (lines, index) => {
      lines[index] += random.pick([" # a", " #", " // a", " /* a */", ` # ${random.pick(hostileTexts)}`]);
    }),
  "another document": (text, random) => text + random.pick(["---\n", "---\na: 1\n", "...\n", "...\nx", "---\n---\n"]),
  directive: (text, random) =>
    `${random.pick(["%YAML 1.1", "%YAML 9.9", "%TAG ! tag:a,1:", "%OWN a", "%"])}\n---\n${text}`,
  "insert text": (text, random) => {
    const place = random.below(text.length + 1);
    return (
      text.slice(0, place) + random.pick([...hostileTexts, ..."{}[],:&*!|>'\"%@`#-?~".split("")]) + text.slice(place)
    );
  },
  "cut short": (text, random) => text.slice(0, random.below(text.length + 1)),
  "other digit": (text, random) => {
    const digits = [...text.matchAll(/\d/g)];
    const place = digits.length > 0 ? random.pick(digits).index : 0;
    return digits.length === 0 ? text : `${text.slice(0, place)}${random.below(10)}${text.slice(place + 1)}`;
  },
  "decomposed letters": (text) => text.replaceAll(/[aeiou](?=\w*:)/g, "$&\u0301"),
  empty: (_, random) => random.pick(["", " ", "\n", "#", "---", "\ufeff"]),
};

function spliced(bytes: Buffer, from: number, to: number, middle: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(to)]);
}

/** The two ends of a short range. */
function rangeIn(bytes: Buffer, random: Random): readonly [number, number] {
  const from = random.below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + 1 + random.below(64))];
}

export const byteMutations: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  "flip bit": (bytes, random) => {
    const flipped = Buffer.from(bytes);
    if (bytes.length > 0) {
      const place = random.below(bytes.length);
      flipped.writeUInt8((flipped[place] as number) ^ (1 << random.below(8)), place);
    }
    return flipped;
  },
  truncate: (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  "delete bytes": (bytes, random) => spliced(bytes, ...rangeIn(bytes, random), Buffer.alloc(0)),
  "insert bytes": (bytes, random) => {
    const [from] = rangeIn(bytes, random);
    return spliced(
      bytes,
      from,
      from,
      Buffer.from(Array.from({ length: 1 + random.below(8) }, () => random.below(256))),
    );
  },
  splice: (bytes, random) => {
    const [from] = rangeIn(bytes, random);
    return spliced(bytes, from, from, bytes.subarray(...rangeIn(bytes, random)));
  },
  zeros: (bytes, random) => {
    const [from, to] = rangeIn(bytes, random);
    return spliced(bytes, from, to, Buffer.alloc(to - from));
  },
  "UTF-16": (bytes, random) => {
    const littleEndian = Buffer.from(`\ufeff${bytes.toString("utf8")}`, "utf16le");
    return random.chance(0.5) ? littleEndian : littleEndian.swap16();
  },
  "Latin-1": (bytes) => Buffer.from(bytes.toString("utf8"), "latin1"),
};

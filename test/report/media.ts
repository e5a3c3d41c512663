/** What each output format may contain, whatever its texts: no text of a user is more than text. */
import { parseAllDocuments } from "yaml";

/** Is in each hostile text. */
const marker = "zqx";

/** Texts that would be more than text in some format. The last ones have only characters that EC2 has in names and descriptions. */
export const hostileTexts: readonly string[] = [
  `${marker}|\`[a](javascript:alert(1))<img src=x onerror=alert(1)>\``,
  `${marker}</script><!--<script>--></title></svg>]]>"'\\&lt;`,
  `\n::error::${marker}\n##[error]\r\u001b[2J\u009b1m\u0007\u2028\u2066\u202e\u200b\ufeff\ud800`,
  `=${marker}+cmd|' /C calc'!A0,"`,
  `${marker}: {a}\n- b #c\n---\n`,
  `${marker}[a](javascript:x) @team #1 **b** !!`,
  `${marker} https://evil.example/ $HOME; {0} @team`,
];

const steering = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const lineCheck = (pattern: RegExp) => (text: string) => text.split("\n").filter((line) => !pattern.test(line));

/** The checks of each format, which return the faulty parts of an output. */
const faultsIn = {
  text: (text: string) => lineCheck(/^(?!\s*::[a-z][\w-]*(?: |::))(?!.*##\w*\[)/i)(text),
  json(text: string) {
    JSON.parse(text);
    return [];
  },
  sarif(text: string) {
    const { runs } = JSON.parse(text) as { runs: readonly { results: readonly object[] }[] };
    return JSON.stringify(runs[0]?.results).match(/"text":"[^"]*\]\(/g) ?? [];
  },
  /** Without code, nothing is left of a text. No row of a table has another number of cells than its header. */
  markdown(text: string) {
    const tables = text.split(/^(?!\|)/m).flatMap((part) => {
      const counts = part.split("\n").flatMap((line) => (line.startsWith("|") ? [line.split("|").length] : []));
      return counts.every((count) => count === counts[0]) ? [] : [part];
    });
    const prose = text
      .replaceAll(/^```sh\n[^`]*^```$/gm, "")
      .replaceAll(/`[^`\n]+`|<code>(?:[\w ]|&#\d+;)*<\/code>/g, "");
    return [...tables, ...(prose.match(new RegExp(`.*(${marker}|javascript|@team|evil).*`, "g")) ?? [])];
  },
  csv: lineCheck(/^(?![=+@-])[^",]+,(?![=+@-])[^",]+,(?![=+@-])[^",]+,(?![=+@-])[^",]*$|^$/),
  /** Elements of a picture, and text in which only known entities are. */
  svg(text: string) {
    const element =
      /<(?:svg|title|style|rect|g|path|text|tspan|circle|line|clipPath|defs|use)(?: (?!on)[\w:-]+="[^"<>]*")*\/?>|<\/\w+>/g;
    const rest = text.replace(/<style>[^<]*<\/style>/g, "").replaceAll(element, "");
    return rest.match(/<.{0,40}|>|&(?!(?:amp|lt|gt|quot|#39);).{0,9}/g) ?? [];
  },
  mermaid: lineCheck(
    new RegExp(
      [
        /^(flowchart TB|%%\{init: \{"theme": "\w+"\}\}%%|)$/,
        /^ {2}accTitle: (?:[^<>"`;&]|#\d+;)*$/,
        /^ +(subgraph )?\w+\["(?:[^<>"`;&#]|#\d+;|<br>)*"\]$|^ {2}end$/,
        /^ {2}\w+ (-\.->|==>|-->)\|"(?:[^<>"`;&#]|#\d+;|<br>)*"\| \w+$/,
        /^ {2}linkStyle \d+ [^"<]*$/,
      ]
        .map(({ source }) => source)
        .join("|"),
    ),
  ),
  /** A page has texts of users in its title and in its data, and the data has no markup. */
  html(text: string) {
    const blocks = [...text.matchAll(/<script type="application\/json" id="[\w-]+">([^<>&]*)<\/script>/g)];
    for (const [, json] of blocks) JSON.parse(`${json}`);
    const rest = text
      .replaceAll(/<script type="application\/json" id="[\w-]+">[^<>&]*<\/script>/g, "")
      .replace(/<title>[^<>]*<\/title>/, "")
      .replace(/<style>[^<]*<\/style>/, "")
      .replace(/<script>[\s\S]*?<\/script>/, "");
    return [
      ...(rest.match(new RegExp(`.*${marker}.*|<script.*`, "g")) ?? []),
      ...(blocks.length > 1 ? [] : ["no data"]),
    ];
  },
  yaml(text: string) {
    return parseAllDocuments(text).flatMap(({ errors }) => errors.map(String));
  },
  /** Its syntax is checked by a shell. */
  shell: (_: string) => [],
  hcl: lineCheck(/^(#.*|removed \{| {2}from = [\w.]+| {2}lifecycle \{| {4}destroy = false| {2}\}|\}|)$/),
} as const satisfies Readonly<Record<string, (text: string) => readonly string[]>>;

export type Medium = keyof typeof faultsIn;

/** The faulty parts of an output. */
export function faults(medium: Medium, text: string): readonly string[] {
  const raw = text.split("\n").filter((line) => steering.test(line));
  return [...raw, ...faultsIn[medium](text)];
}

/** The colours of pictures, as CSS. */
import type { Theme } from "./draw-options";

export interface Palette {
  readonly paper: string;
  /** Behind headings and in boxes. */
  readonly panel: string;
  readonly line: string;
  readonly ink: string;
  readonly muted: string;
  /** On the colour of a protocol. */
  readonly onFill: string;
  readonly tcp: string;
  readonly udp: string;
  readonly icmp: string;
  /** Every protocol, and those without a colour of their own. */
  readonly other: string;
  /** What any address may reach. */
  readonly open: string;
  /** What may reach any address. */
  readonly out: string;
}

const light: Palette = {
  paper: "#ffffff",
  panel: "#f3f5f8",
  line: "#c9d1da",
  ink: "#1a1f26",
  muted: "#57606a",
  onFill: "#ffffff",
  tcp: "#1f6fb5",
  udp: "#7b4bb3",
  icmp: "#0f766e",
  other: "#5b6673",
  open: "#c4320a",
  out: "#8a5a00",
};

const dark: Palette = {
  paper: "#0f141a",
  panel: "#1b222b",
  line: "#3a4551",
  ink: "#e8edf2",
  muted: "#a3afbb",
  onFill: "#ffffff",
  tcp: "#2a76bd",
  udp: "#8a5cc2",
  icmp: "#1a7f76",
  other: "#616e7c",
  open: "#ff7a4d",
  out: "#e0a83c",
};

/** Light is the one that can be told apart on dark paper too. */
export function paletteOf(theme: Theme): Palette {
  return theme === "dark" ? dark : light;
}

/** `light` and `dark` name the colours; `auto` leaves them to custom properties, which follow the reader's preference. */
export function drawStyles(theme: Theme): string {
  if (theme !== "auto") return rules(paletteOf(theme));
  const names = Object.fromEntries(Object.keys(light).map((name) => [name, `var(--rsg-${name})`]));
  return [
    `.rsg-picture{${properties(light)}}`,
    `@media screen and (prefers-color-scheme:dark){.rsg-picture{${properties(dark)}}}`,
    `[data-theme=light] .rsg-picture{${properties(light)}}`,
    `[data-theme=dark] .rsg-picture{${properties(dark)}}`,
    rules(names as unknown as Palette),
  ].join("");
}

const properties = (palette: Palette) =>
  Object.entries(palette)
    .map(([name, colour]) => `--rsg-${name}:${colour}`)
    .join(";");

const fontFamily =
  'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';

function rules(of: Palette): string {
  const protocols = (["tcp", "udp", "icmp", "other"] as const).flatMap((name) => [
    `.rsg-${name} .rsg-fill{fill:${of[name]}}`,
    `.rsg-${name} .rsg-outline{stroke:${of[name]}}`,
  ]);
  return [
    `.rsg-picture{font-family:${fontFamily}}`,
    `.rsg-paper{fill:${of.paper}}`,
    `.rsg-panel{fill:${of.panel}}`,
    `.rsg-line{stroke:${of.line};fill:none}`,
    `.rsg-picture text{fill:${of.ink}}`,
    `.rsg-picture .rsg-muted{fill:${of.muted}}`,
    `.rsg-picture .rsg-on-fill{fill:${of.onFill}}`,
    ".rsg-bold{font-weight:600}",
    `.rsg-outline{fill:${of.paper};stroke-width:1.2;stroke-dasharray:4 3}`,
    ...protocols,
    `.rsg-open-mark{fill:none;stroke:${of.open};stroke-width:3}`,
    `.rsg-out-mark{fill:none;stroke:${of.out};stroke-width:2.5}`,
    `.rsg-open-fill{fill:${of.open}}`,
    `.rsg-out-fill{fill:${of.out}}`,
    `.rsg-picture .rsg-on-mark{fill:${of.paper}}`,
    `.rsg-picture .rsg-open-text{fill:${of.open}}`,
    `.rsg-picture .rsg-out-text{fill:${of.out}}`,
    `.rsg-box{fill:${of.panel};stroke:${of.muted};stroke-width:1}`,
    `.rsg-frame-line{fill:none;stroke:${of.muted};stroke-dasharray:2 3}`,
    `.rsg-halo{fill:none;stroke:${of.paper};stroke-width:6}`,
    `.rsg-way{fill:none;stroke:${of.muted};stroke-width:1.5}`,
    `.rsg-tip{fill:${of.muted}}`,
    `.rsg-label{fill:${of.paper};stroke:${of.line}}`,
    ".rsg-unwritten .rsg-way,.rsg-unwritten .rsg-label{stroke-dasharray:4 3}",
    `.rsg-open .rsg-way{stroke:${of.open};stroke-width:3}.rsg-open .rsg-label{stroke:${of.open};stroke-width:2}`,
    `.rsg-open .rsg-tip{fill:${of.open}}`,
    `.rsg-out .rsg-way{stroke:${of.out}}.rsg-out .rsg-label{stroke:${of.out}}.rsg-out .rsg-tip{fill:${of.out}}`,
    `[tabindex]{cursor:pointer}[tabindex]:focus-visible{outline:2px solid ${of.ink};outline-offset:1px}`,
  ].join("");
}

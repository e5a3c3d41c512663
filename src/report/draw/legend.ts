/** What the colours and strokes of a picture stand for: only those that it has. */
import type { PartyFlow } from "../../reach/party-flows";
import type { DrawOptions } from "./draw-options";
import { textLine } from "./picture";
import { element } from "./svg";
import { type Font, textWidth } from "./text-width";
import { protocolName } from "./wording";

const font: Font = { size: 11 };
const SWATCH = 22;
const LINE = 20;
const GAP = 18;

/** `icmp` for both kinds; `other` for all protocols, and for those that go by their number. */
export function colourOf({ protocol }: Pick<PartyFlow, "protocol">): "tcp" | "udp" | "icmp" | "other" {
  if (protocol === "tcp" || protocol === "udp") return protocol;
  return protocol === "icmp" || protocol === "icmpv6" ? "icmp" : "other";
}

interface Entry {
  readonly className: string;
  readonly shape: string;
  readonly text: string;
}

/** Adds the legend to `out`, in as many lines as it takes, and returns where it ends. */
export function legend(
  flows: readonly PartyFlow[],
  { texts: { draw } }: DrawOptions,
  { x: left, y: top, width }: { readonly x: number; readonly y: number; readonly width: number },
  out: string[],
): number {
  const colours = new Set(flows.map(colourOf));
  const names = {
    tcp: protocolName("tcp"),
    udp: protocolName("udp"),
    icmp: protocolName("icmp"),
    other: flows.every((flow) => colourOf(flow) !== "other" || flow.protocol === "all")
      ? draw.allTraffic
      : draw.otherProtocols,
  };
  const entries: Entry[] = [
    ...(["tcp", "udp", "icmp", "other"] as const)
      .filter((colour) => colours.has(colour))
      .map((colour) => ({ className: `rsg-${colour}`, shape: "rsg-fill", text: `${names[colour]}` })),
    ...(flows.some(({ skipReason }) => skipReason)
      ? [{ className: "rsg-other", shape: "rsg-outline", text: draw.skipReason }]
      : []),
    ...(flows.some(({ world }) => world === "ingress")
      ? [{ className: "", shape: "rsg-open-mark", text: draw.world.ingress }]
      : []),
    ...(flows.some(({ world }) => world === "egress")
      ? [{ className: "", shape: "rsg-out-mark", text: draw.world.egress }]
      : []),
  ];
  let [x, y] = [left, top];
  for (const { className, shape, text } of entries) {
    const needed = SWATCH + 6 + textWidth(text, font);
    if (x > left && x + needed > left + width) [x, y] = [left, y + LINE];
    out.push(
      element(
        "g",
        { class: className || undefined },
        element("rect", { class: shape, x: x + 1.5, y: y + 3, width: SWATCH - 3, height: 12, rx: 2 }),
        textLine({ x: x + SWATCH + 6, y: y + 9, text, font, className: "rsg-muted" }),
      ),
    );
    x += needed + GAP;
  }
  return y + LINE + 4;
}

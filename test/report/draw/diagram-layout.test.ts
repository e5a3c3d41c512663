import fc from "fast-check";
import type { Deployment } from "../../../src/model/deployment";
import { type Party, parties } from "../../../src/model/party";
import type { Plan } from "../../../src/model/plan";
import { planDeployment } from "../../../src/projection/plan-deployment";
import { partyFlows } from "../../../src/reach/party-flows";
import { type DiagramLayout, diagramLayout, type PlacedEdge } from "../../../src/report/draw/diagram-layout";
import { flowGraph } from "../../../src/report/draw/flow-graph";
import { textsIn } from "../../../src/texts";
import { deployments } from "../../projection/arbitrary-deployment";
import { crowded, shipped } from "./drawings";

interface Rect {
  readonly name: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const nameOf = ({ edge }: PlacedEdge) => `${edge.from} > ${edge.to}`;

/** Boxes, labels and the text of the frame, none of which may be covered. */
function rects({ boxes, edges, frame }: DiagramLayout): readonly Rect[] {
  const around = (name: string, x: number, y: number, width: number, height: number) => ({
    name,
    left: x,
    right: x + width,
    top: y,
    bottom: y + height,
  });
  const [text] = frame ? [frame.text] : [];
  return [
    ...boxes.map(({ node, x, y, width, height }) => around(node.party, x, y, width, height)),
    ...edges.map((edge) => {
      const { label, size } = edge;
      return around(nameOf(edge), label.x - size.width / 2, label.y - size.height / 2, size.width, size.height);
    }),
    ...(text ? [around("frame", text.x - 20, text.y - 10, 40, 20)] : []),
  ];
}

/** The straight pieces of a line that could touch something. Bends are in empty gaps. */
function pieces({ way }: PlacedEdge): readonly (readonly [{ x: number; y: number }, { x: number; y: number }])[] {
  if ("runs" in way)
    return way.runs.map(
      ({ x, from, to }) =>
        [
          { x, y: from },
          { x, y: to },
        ] as const,
    );
  return way.points.slice(1).map((point, index) => [way.points[index] ?? point, point] as const);
}

function meets([a, b]: ReturnType<typeof pieces>[number], { left, right, top, bottom }: Rect): boolean {
  const across = Math.min(Math.max(a.x, b.x), right) - Math.max(Math.min(a.x, b.x), left);
  const down = Math.min(Math.max(a.y, b.y), bottom) - Math.max(Math.min(a.y, b.y), top);
  // A line may end at an edge of a box.
  return (
    across > -0.01 &&
    down > -0.01 &&
    (a.x === b.x ? down > 0.01 && inside(a.x, left, right) : across > 0.01 && inside(a.y, top, bottom))
  );
}

const inside = (at: number, from: number, to: number) => at > from + 0.01 && at < to - 0.01;

function problemsOf(plan: Plan): readonly string[] {
  const layout = diagramLayout(flowGraph(plan, partyFlows(plan)), textsIn("en"));
  const all = rects(layout);
  const overlaps = all.flatMap((a, index) =>
    all
      .slice(index + 1)
      .filter(
        (b) =>
          Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.01 &&
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.01,
      )
      .map((b) => `${a.name} lies on ${b.name}`),
  );
  const met = layout.edges.flatMap((edge) =>
    all
      .filter(({ name }) => name !== nameOf(edge))
      .filter((rect) => pieces(edge).some((piece) => meets(piece, rect)))
      .map(({ name }) => `${nameOf(edge)} meets ${name}`),
  );
  return [...overlaps, ...met];
}

test.each([...shipped.map(([name, { plan }]) => [name, plan] as const), ["a crowd", crowded()] as const])(
  "keeps boxes, labels and lines apart: %s",
  (_, plan) => {
    expect(problemsOf(plan)).toEqual([]);
  },
);

test("keeps them apart for any flows", () => {
  const present: readonly Party[] = parties.slice(0, 8);
  const added = fc.record({
    from: fc.constantFrom(...present),
    to: fc.constantFrom(...present),
    port: fc.nat({ max: 65535 }),
  });
  const withMore = fc.tuple(
    deployments.filter(({ type }) => type === "cluster"),
    fc.array(added, { maxLength: 30 }),
  );
  fc.assert(
    fc.property(withMore, ([deployment, more]) => {
      const add = more.map(({ from, to, port }, index) => ({
        id: `added-${index}`,
        from: [from],
        to: [to],
        protocol: "tcp" as const,
        ports: { from: port, to: port },
        purpose: "More",
      }));
      let plan: Plan;
      try {
        plan = planDeployment({ ...deployment, rules: { add } } as Deployment);
      } catch {
        // A missing load balancer, or a hosted cluster: no deployment has such a rule.
        fc.pre(false);
        return;
      }
      expect(problemsOf(plan)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

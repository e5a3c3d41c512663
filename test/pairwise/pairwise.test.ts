import { type Combination, choosePairwise, type Factors, pairsIn } from "./pairwise";

const factors = {
  engine: ["petrol", "diesel", "electric"],
  gearbox: ["manual", "automatic"],
  colour: ["red", "green", "blue", "black"],
  trailer: ["no", "yes"],
} as const satisfies Factors;
type Car = Combination<typeof factors>;

const isAllowed = ({ engine, gearbox, trailer, colour }: Car) =>
  (engine !== "electric" || (gearbox === "automatic" && trailer === "no")) &&
  (colour !== "black" || engine === "diesel");
const constraints = [
  {
    factors: ["engine", "gearbox"] as const,
    allows: ({ engine, gearbox }: Car) => engine !== "electric" || gearbox === "automatic",
  },
  {
    factors: ["engine", "trailer"] as const,
    allows: ({ engine, trailer }: Car) => engine !== "electric" || trailer === "no",
  },
  {
    factors: ["engine", "colour"] as const,
    allows: ({ engine, colour }: Car) => colour !== "black" || engine === "diesel",
  },
];
const all: readonly Car[] = factors.engine.flatMap((engine) =>
  factors.gearbox.flatMap((gearbox) =>
    factors.colour.flatMap((colour) => factors.trailer.map((trailer) => ({ engine, gearbox, colour, trailer }))),
  ),
);

test("contains every pair of an allowed combination, and only allowed combinations", () => {
  const chosen = choosePairwise(factors, constraints);
  expect(chosen.filter((one) => !isAllowed(one))).toEqual([]);
  expect([...pairsIn(chosen)].sort()).toEqual([...pairsIn(all.filter(isAllowed))].sort());
  // Without constraints there are 44. Black goes with diesel only, electric neither with manual nor with a trailer.
  expect(pairsIn(all).size).toBe(44);
  expect(pairsIn(chosen).size).toBe(40);
});

test("chooses few: ten and twelve combinations are the minimum, one for each pair of engine and colour", () => {
  expect(choosePairwise(factors, constraints)).toHaveLength(11);
  expect(choosePairwise(factors, [])).toHaveLength(12);
});

test("has no redundant combination", () => {
  const chosen = choosePairwise(factors, constraints);
  const all = pairsIn(chosen).size;
  for (const left of chosen) expect(pairsIn(chosen.filter((one) => one !== left)).size).toBeLessThan(all);
});

test("counts the values of a class as one, and still has each value", () => {
  const classes = { colour: (colour: string) => (colour === "black" ? "black" : "bright") };
  const chosen = choosePairwise(factors, [], classes);
  expect(new Set(chosen.map(({ colour }) => colour))).toEqual(new Set(factors.colour));
  expect(pairsIn(chosen, classes)).toEqual(pairsIn(all, classes));
  expect(chosen.length).toBeLessThan(12);
});

test("chooses the same combinations each time", () => {
  expect(choosePairwise(factors, constraints)).toEqual(choosePairwise(factors, constraints));
});

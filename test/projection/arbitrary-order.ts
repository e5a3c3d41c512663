/**
 * The same value with every list in another order and some elements repeated, and the keys of every map in another
 * order.
 */
import fc from "fast-check";

export function shuffled<T>(value: T): fc.Arbitrary<T> {
  return anyOrder(value) as fc.Arbitrary<T>;
}

/** Whether an element is an add-on, which may occur only once in a list. */
const isNamed = (element: unknown) => typeof element === "object" && element !== null && "name" in element;

function anyOrder(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) {
    if (value.length === 0) return fc.constant([]);
    return fc
      .tuple(...value.map(anyOrder))
      .chain((elements) =>
        fc
          .subarray(elements.filter((element) => !isNamed(element)))
          .chain((twice) =>
            fc.shuffledSubarray([...elements, ...twice], { minLength: elements.length + twice.length }),
          ),
      );
  }
  if (typeof value !== "object" || value === null) return fc.constant(value);
  const entries = Object.entries(value).map(([key, child]) => anyOrder(child).map((other) => [key, other] as const));
  if (entries.length === 0) return fc.constant({});
  return fc
    .tuple(...entries)
    .chain((children) => fc.shuffledSubarray(children, { minLength: children.length }))
    .map((children) => Object.fromEntries(children));
}

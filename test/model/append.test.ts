import { append } from "../../src/model/append";

test("appends a million entries in order", () => {
  const list = [0];
  append(
    list,
    Array.from({ length: 1_000_000 }, (_, index) => index + 1),
  );
  expect([list.length, list[1], list.at(-1)]).toEqual([1_000_001, 1, 1_000_000]);
});

/** Problems of named lists of addresses. */
import { oneOf } from "./nearest";
import { problemTable } from "./problem";

/** A message names as many lists. */
const mostNames = 200;

export const addressListProblems = problemTable({
  emptyAddressList: (keys: readonly string[]) => ({
    code: "empty-address-list",
    keys,
    message: "has no addresses",
    fix: `use one of ${keys.join(", ")}`,
    hidesValue: true,
  }),
  unknownAddressList: (name: string, known: readonly string[]) => ({
    code: "unknown-address-list",
    known,
    message: "is not an address list",
    fix: fixOfUnknown(name, known),
  }),
  /** `names` begin and end with the same list. */
  circularAddressList: (names: readonly string[]) => ({
    code: "circular-address-list",
    names,
    message: `is a list that contains itself: ${names.join(" -> ")}`,
    fix: "remove one of these names",
    hidesValue: true,
  }),
  duplicateAddressList: (other: string) => ({
    code: "duplicate-address-list",
    other,
    message: `is also the name of the list at ${other}`,
    fix: "rename one of them: the lists of a folder apply to all of its files",
    aboutKey: true,
    hidesValue: true,
  }),
  otherAddressList: () => ({
    code: "other-address-list",
    message: "is also the name of another AddressList of this construct, with other addresses",
    fix: "rename one of them",
  }),
});

function fixOfUnknown(name: string, known: readonly string[]): string {
  if (/[.:/]/.test(name)) return "write CIDRs under cidrs";
  if (/^pl-/.test(name)) return "write ids of prefix lists under prefixListIds";
  if (known.length === 0)
    return "define it under addresses at the top of the config; in a program, pass an AddressList";
  return known.length > mostNames ? "use one of the names under addresses" : oneOf(name, known);
}

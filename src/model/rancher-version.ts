/** Versions of Rancher as users write them: 2.x, 2.13, v2.13.2. Only the minor version decides about ports. */
import { problems } from "../errors";
import { text } from "./text";

const shape = /^v?2\.(x|\d{1,3})(?:\.\d{1,3})?$/;

export const rancherVersionSchema = text(
  (version) => (shape.test(version) ? undefined : problems.notRancherVersion()),
  "2.13",
);

/** The 13 of 2.13; undefined for 2.x, the edition of the first documents. */
export function minorOf(version: string | undefined): number | undefined {
  const [, minor] = shape.exec(version ?? "") ?? [];
  return minor === undefined || minor === "x" ? undefined : Number(minor);
}

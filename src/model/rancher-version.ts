/** Versions of Rancher as users write them: 2.x, 2.13, v2.13.2. Only the minor version decides about ports. */
/** What a version looks like. */
export const rancherVersionShape = /^v?2\.(x|\d{1,3})(?:\.\d{1,3})?$/;

/** The newest version whose documents were read. It applies if a deployment has no `rancherVersion`. */
export const newestRancherVersion = "2.15";

/** The 13 of 2.13; undefined for 2.x, the edition of the first documents. */
export function minorOf(version: string): number | undefined {
  const [, minor] = rancherVersionShape.exec(version) ?? [];
  return minor === undefined || minor === "x" ? undefined : Number(minor);
}

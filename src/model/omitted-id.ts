/** Apart from the schema of an omission, so that pages can load it. */
import type { Omission } from "./layer";

/** The id of the port rule that an entry of `omit` names. */
export const omittedId = (omission: Omission): string => (typeof omission === "string" ? omission : omission.id);

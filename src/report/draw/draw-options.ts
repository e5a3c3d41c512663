import type { Texts } from "../../texts";

export const themes = ["auto", "light", "dark"] as const;
/** `auto` follows the reader's own preference. */
export type Theme = (typeof themes)[number];

/** What a picture says of itself, in which language and colours. */
export interface DrawOptions {
  /** What the picture is of: its title, and what screen readers call it. */
  readonly deployment: string;
  readonly texts: Texts;
  /** Default: auto. */
  readonly theme?: Theme;
  /**
   * For a page that holds `drawStyles()` once and handles clicks: the picture brings no styles and no title of its own,
   * and its cells and edges can be focused. Default: false, a file that stands alone.
   */
  readonly isEmbedded?: boolean;
}

/** How are pictures and pages worded? The texts of each language. A text that the user wrote is not translated. */
import { english } from "./en";
import type { Texts } from "./texts";
import { simplifiedChinese } from "./zh-cn";

export type { DeploymentKind, StageName } from "./page-texts";
export type { Texts } from "./texts";

/** The languages of pictures and pages, as BCP 47 tags. */
export const languages = ["en", "zh-CN"] as const;
/** A language of pictures and pages. */
export type Language = (typeof languages)[number];

const texts: Readonly<Record<Language, Texts>> = { en: english, "zh-CN": simplifiedChinese };

/** The texts of pictures and pages in a language. */
export function textsIn(language: Language): Texts {
  return texts[language];
}

/** A purpose in the language of `texts`. A purpose that the user wrote is returned unchanged. */
export function purposeText({ purposes }: Texts, purpose: string): string {
  return Object.hasOwn(purposes, purpose) ? `${purposes[purpose]}` : purpose;
}

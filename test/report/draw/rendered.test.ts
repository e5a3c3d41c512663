/** Pictures in a browser, whose fonts decide whether a text fits. The layout only estimates the width. */
import { languages, textsIn } from "../../../src/texts";
import { chromium, loaded } from "./chromium";
import { crowded, diagramPicture, english, matrixPicture, shipped } from "./drawings";

/** Runs in the page: returns texts that exceed their box or overlap another text, for each picture. */
const inspect = `
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const name = svg.getAttribute("aria-label").slice(0, 40);
    const texts = [...svg.querySelectorAll("text")].map((text) => [text, text.getBoundingClientRect()]);
    const within = (inner, outer) => inner.left >= outer.left - 1 && inner.right <= outer.right + 1
      && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
    for (const [text, box] of texts) {
      if (!within(box, svg.getBoundingClientRect())) found.push(name + ": beyond the picture: " + text.textContent);
      const group = text.closest(".rsg-cell, .rsg-edge, .rsg-party");
      const around = group && group.querySelector(".rsg-label, .rsg-box, .rsg-fill, .rsg-outline");
      if (around && !within(box, around.getBoundingClientRect())) found.push(name + ": beyond its box: " + text.textContent);
    }
    texts.forEach(([a, one], index) => texts.slice(index + 1).forEach(([b, two]) => {
      const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      // The line boxes of a font are higher than its letters.
      const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
      if (across > 1 && down > 4) found.push(name + ": on each other: " + a.textContent + " | " + b.textContent);
    }));
  }
  document.body.textContent = "FOUND " + JSON.stringify({ texts: count, found }) + " END";
`;

const fonts = ["sans-serif", "DejaVu Sans", "Liberation Sans"];

(chromium ? test : test.skip)("keeps every text in its box and apart from other texts, in several fonts", () => {
  const plans = [...shipped.map(([, { plan }]) => plan), crowded()];
  const pictures = plans.flatMap((plan) =>
    languages.flatMap((language) => {
      const options = { ...english, texts: textsIn(language), deployment: plan.deployment.name };
      return [matrixPicture(plan, options), diagramPicture(plan, options)];
    }),
  );
  const sheets = fonts.map((font, index) => `.font-${index} .rsg-picture { font-family: "${font}" !important }`);
  const html = `<!doctype html><meta charset="utf-8"><body>
    ${fonts.map((_, index) => `<div class="font-${index}">${pictures.join("")}</div>`).join("")}
    <style>${sheets.join("")}</style>
    <script>const count = document.querySelectorAll("svg text").length;${inspect}</script>`;
  const [, json] = /FOUND (.*) END/s.exec(loaded(html)) ?? [];
  const { texts, found } = JSON.parse(
    `${json}`.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
  );
  expect(found).toEqual([]);
  expect(texts).toBeGreaterThan(5000);
});

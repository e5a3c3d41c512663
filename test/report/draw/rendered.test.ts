/** Pictures as a browser draws them: its fonts decide whether a text fits, not our estimate of them. */
import { type DeploymentInput, deploymentSchema } from "../../../src/model/deployment";
import { project } from "../../../src/projection/project";
import { languages, textsIn } from "../../../src/report/texts";
import { chromium, loaded } from "./chromium";
import { diagramPicture, english, matrixPicture, shipped } from "./drawings";

/** Every party bound, port rules of the user's own between most of them, and names as long as they may be. */
function crowded() {
  const parties = ["rancher", "etcd", "controlplane", "worker", "loadBalancer", "apiClients", "workloadClients"];
  const ports = [9100, "5000-5100", "20000-29999", 4789, 6783, 8443, 179];
  const pairs = parties.flatMap((from) => parties.map((to) => [from, to] as const));
  const inside = ([from, to]: readonly [string, string]) => !from.endsWith("Clients") || !to.endsWith("Clients");
  const add = pairs.filter(inside).flatMap(([from, to], index) =>
    Array.from({ length: 1 + (index % 3) }, (_, at) => ({
      id: `added-${index}-${at}`,
      from: [from],
      to: [to],
      protocol: at === 1 ? "udp" : "tcp",
      ports: ports[(index + at) % ports.length],
      purpose: "A purpose that goes on for quite a while; & more of it",
    })),
  );
  const others = [
    { id: "ping", from: ["rancher"], to: ["worker"], protocol: "icmp", ports: { from: 8, to: 0 }, purpose: "Ping" },
    { id: "ping-v6", from: ["worker"], to: ["rancher"], protocol: "icmpv6", purpose: "Ping" },
    { id: "everything", from: ["worker"], to: ["etcd"], protocol: "all", purpose: "Everything" },
  ];
  const deployment = deploymentSchema.parse({
    type: "cluster",
    name: "a-rather-long-name-".repeat(10),
    provisioning: "node-pools",
    loadBalancer: { terminatesTls: false },
    egress: "required",
    localTraffic: { cidrs: ["10.0.0.0/16"] },
    parties: {
      apiClients: {
        cidrs: [
          "2001:db8:ffff:ffff:ffff:ffff:ffff:0/112",
          ...Array.from({ length: 40 }, (_, at) => `203.0.${at}.0/24`),
        ],
      },
      workloadClients: "anywhere",
      rancherCatalog: { securityGroupId: "sg-0123456789abcdef0" },
    },
    rules: { add: [...add, ...others] },
  } as unknown as DeploymentInput);
  return { deployment, plan: project(deployment) };
}

/** Runs in the page: what sticks out of its box, or lies on another text, picture by picture. */
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

(chromium ? test : test.skip)("no text sticks out of its box or lies on another, in several fonts", () => {
  const plans = [...shipped.map(([, entry]) => entry), crowded()];
  const pictures = plans.flatMap((planned) =>
    languages.flatMap((language) => {
      const options = { ...english, texts: textsIn(language), deployment: planned.deployment.name };
      return [matrixPicture(planned, options), diagramPicture(planned, options)];
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

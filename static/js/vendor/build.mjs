// Builds the files of this folder from the packages of package-lock.json, each with its hash beside it, and the
// licences of all. The same lock gives the same bytes. To repeat it: `make client`.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../../..");
const folder = resolve(process.argv[2] ?? here);

// age knows kinds of recipients that no vault has, and their curves are two thirds of its size.
const leftOut = {
  name: "left-out",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@noble\/(curves|post-quantum)\// }, ({ path }) => ({ path, namespace: "left-out" }));
    onLoad({ filter: /./, namespace: "left-out" }, () => ({
      contents: "export const [x25519, p256, MLKEM768P256, MLKEM768X25519] = [];",
    }));
  },
};

// `inside` names what a file is made of, with the licence under which it is used here. A copy of sjcl lies
// within blindrsa-ts.
const FILES = [
  {
    name: "blindrsa-hpke.js",
    entry: `
export { RSABSSA } from "@cloudflare/blindrsa-ts";
export { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
`,
    plugins: [],
    inside: [
      ["@cloudflare/blindrsa-ts", "Apache-2.0", "LICENSE.txt"],
      ["@hpke/core", "MIT", "LICENSE"],
      ["@hpke/common", "MIT", "LICENSE"],
      ["sjcl", "BSD-2-Clause", "LICENSE.txt"],
    ],
  },
  {
    name: "age.js",
    entry: 'export { Decrypter, Encrypter, webauthn } from "age-encryption";',
    plugins: [leftOut],
    inside: [
      ["age-encryption", "BSD-3-Clause", "LICENSE"],
      ["@noble/ciphers", "MIT", "LICENSE"],
      ["@noble/hashes", "MIT", "LICENSE"],
      ["@scure/base", "MIT", "LICENSE"],
    ],
  },
];

async function bundle({ name, entry, plugins, inside }) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, resolveDir: root },
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    legalComments: "none",
    metafile: true,
    write: false,
    plugins,
  });
  const packages = new Set(inside.map(([one]) => one));
  for (const input of Object.keys(metafile.inputs)) {
    const [, found] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (found && !packages.has(found)) throw new Error(`no licence is named for ${found}`);
  }
  return outputFiles[0].contents;
}

function licence([one, name, file]) {
  const place = join(root, "node_modules", one);
  const { version } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  const title = `${one} ${version} (${name})`;
  const text = readFileSync(join(place, file), "utf8").replaceAll("\r\n", "\n").trim();
  return `${title}\n${"=".repeat(title.length)}\n\n${text}\n`;
}

mkdirSync(folder, { recursive: true });
for (const file of FILES) {
  const contents = await bundle(file);
  const hash = createHash("sha256").update(contents).digest("hex");
  writeFileSync(join(folder, file.name), contents);
  writeFileSync(join(folder, `${file.name}.sha256`), `${hash}  ${file.name}\n`);
}
const licences = FILES.flatMap(({ name, inside }) => [`What ${name} is made of.\n`, ...inside.map(licence)]);
const head = "The Apache License stands whole in APACHE-2.0.txt.\n";
writeFileSync(join(folder, "LICENSES.txt"), [head, ...licences].join("\n\n"));

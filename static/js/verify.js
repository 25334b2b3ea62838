// Cuts the signed header out of a mail that a person chose. The file is read in the browser and never
// sent: only what then stands in the field goes with the form, and can be read and changed there first.

const MOST = 256 * 1024; // No header is longer; what follows need not even be read.
const ALWAYS = ["from", "to", "subject", "date"];

// Return the fields above the first empty line, each with its folds, as [name, lines].
export function fieldsOf(mail) {
  const fields = [];
  const head = mail.replace(/\r\n/g, "\n").replace(/^\n+/, "").split("\n\n", 1)[0];
  for (const line of head.split("\n")) {
    const found = /^([!-9;-~]+):/.exec(line);
    if (/^[ \t]/.test(line) && fields.length) fields.at(-1)[1] += `\n${line}`;
    else if (found) fields.push([found[1].toLowerCase(), line]);
  }
  return fields;
}

function namesSignedBy(lines) {
  const value = lines.slice(lines.indexOf(":") + 1).replace(/\n/g, "");
  const tag = value.split(";").map((part) => part.trim()).find((part) => /^h\s*=/.test(part));
  return tag ? tag.slice(tag.indexOf("=") + 1).split(":").map((name) => name.trim().toLowerCase()) : [];
}

// Each name takes the lowest field that no earlier name has taken (RFC 6376, section 5.4.2).
function placesSignedBy(lines, fields) {
  const taken = new Set();
  for (const name of namesSignedBy(lines)) {
    for (let place = fields.length - 1; place >= 0; place -= 1) {
      if (fields[place][0] === name && !taken.has(place)) {
        taken.add(place);
        break;
      }
    }
  }
  return taken;
}

// Return the signatures and what they sign, as it stands in the mail, or "" for a mail without any.
export function signedHeader(mail) {
  const fields = fieldsOf(mail);
  const wanted = new Set();
  fields.forEach(([name, lines], place) => {
    if (name !== "dkim-signature") return;
    wanted.add(place);
    for (const signed of placesSignedBy(lines, fields)) wanted.add(signed);
  });
  if (!wanted.size) return "";
  // A second From or Subject must not drop out of sight because nobody signed it: the check refuses it.
  fields.forEach(([name], place) => {
    if (ALWAYS.includes(name)) wanted.add(place);
  });
  return fields.filter((_, place) => wanted.has(place)).map(([, lines]) => lines).join("\n");
}

// Show what will be sent, the telling fields first, before anything is sent.
function show(said, header) {
  const intro = document.createElement("p");
  intro.textContent = said.dataset.ready;
  const list = document.createElement("ul");
  for (const [name, lines] of fieldsOf(header)) {
    if (!ALWAYS.includes(name)) continue;
    const item = document.createElement("li");
    item.textContent = lines.replace(/\n\s*/g, " ");
    list.append(item);
  }
  said.replaceChildren(intro, list);
}

async function choose(file, said, field) {
  const mail = new TextDecoder().decode(await file.slice(0, MOST).arrayBuffer());
  const header = signedHeader(mail);
  field.value = header;
  if (header) show(said, header);
  else said.textContent = fieldsOf(mail).length ? said.dataset.unsigned : said.dataset.unreadable;
}

function start() {
  const input = document.getElementById("mail-file");
  const said = document.getElementById("mail-said");
  const field = document.getElementById("id_headers");
  const chosen = () => input.files.length && choose(input.files[0], said, field);
  document.getElementById("mail-chooser").hidden = false;
  input.addEventListener("change", chosen);
  chosen(); // A file may have been chosen before this program was here.
}

// The functions above are tested where there is no page.
if (globalThis.document) start();

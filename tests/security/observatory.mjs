// Scans a site of this computer with Mozilla's HTTP Observatory, as if it were a public one: its name is made up,
// and what would go to the ports 80 and 443 of that name goes to two ports of this computer instead.
import fs from "node:fs";
import net from "node:net";

const [host, http, https] = process.argv.slice(2);
const ports = { 80: Number(http), 443: Number(https) };

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  // Called by Node itself with its arguments already put in order, in a list of their own.
  const [options] = Array.isArray(given[0]) ? given[0] : given;
  if (options?.host !== host || !(options.port in ports)) {
    throw new Error(`The scan must not leave this computer: ${options?.host}`);
  }
  Object.assign(options, { host: "127.0.0.1", port: ports[options.port] });
  delete options.lookup;
  return connect.apply(this, given);
};

// Its list of preloaded sites is fetched by a script that is not run here. No made-up name is on it.
const read = fs.readFileSync;
fs.readFileSync = (file, ...rest) =>
  String(file).endsWith("hsts-preload.json") ? "{}" : read(file, ...rest);

const { scan } = await import("@mdn/mdn-http-observatory");
const { scan: found, tests } = await scan(host);
const rows = Object.entries(tests).map(([name, one]) => ({
  name,
  modifier: one.scoreModifier,
  pass: one.pass,
  result: one.result,
}));
process.stdout.write(JSON.stringify({ grade: found.grade, score: found.score, rows }));
process.exit(0);

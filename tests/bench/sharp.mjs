// A process that makes thumbnails with sharp, told what to do over a pipe as worker.py is.
//
//     node sharp.mjs FOLDER THREADS      FOLDER is the one that has node_modules

import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [folder, threads] = process.argv.slice(2);
const sharp = createRequire(folder + "/")("sharp");
sharp.concurrency(Number(threads));
// the same file again and again would come out of the cache of operations
sharp.cache(false);

const status = (field) =>
  Number(readFileSync("/proc/self/status", "ascii").match(new RegExp(`${field}:\\s+(\\d+)`))[1]);

const make = ({ file, out, size }) =>
  sharp(file)
    .resize({ width: size, height: size, fit: "inside", withoutEnlargement: true })
    .png()
    .toFile(out);

// Keeps as many pictures at work as told.
async function batch({ tasks, workers }) {
  const left = [...tasks];
  const one = async () => {
    while (left.length) await make(left.shift());
  };
  await Promise.all(Array.from({ length: workers }, one));
}

async function timed(work) {
  const used = process.cpuUsage();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  return { ms, processor: (user + system) / 1000 };
}

const orders = {
  version: () => ({ version: `${sharp.versions.sharp}, libvips ${sharp.versions.vips}` }),
  make: ({ task }) => timed(() => make(task)),
  batch: (order) => timed(() => batch(order)),
  baseline: () => {
    writeFileSync("/proc/self/clear_refs", "5");
    return { kib: status("VmRSS") };
  },
  peak: () => ({ kib: status("VmHWM") }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  let answer;
  try {
    answer = await orders[order.op](order);
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}

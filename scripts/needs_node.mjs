// Loaded before every script of package.json. The scripts are TypeScript, which an older Node cannot run without a stack
// trace. This file has to run on any Node.
const needed = 24;
const { platform, versions } = process;

if (Number(versions.node.split('.')[0]) < needed) {
  console.error(
    `The scripts need Node ${needed} or newer, and this is Node ${versions.node} on ${platform}: run npm ci first, which installs it on Linux (x64, arm64), or install it from https://nodejs.org.`,
  );
  process.exit(1);
}

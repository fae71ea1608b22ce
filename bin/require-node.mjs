// Plain JavaScript, so that even an old Node can say what is wrong.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Shoal needs Node 22.18 or newer, this is ${process.versions.node}: use the npm scripts, which bring their own.`,
  );
  process.exit(2);
}

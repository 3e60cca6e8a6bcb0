/** What the demo suggests to type next, one command per line. Each is indented below its purpose. */
export function nextCommands(shown: string): string[] {
  const [, end = ''] = shown.split('What to type next:');
  const lines = end.replaceAll(/ \\\n */g, ' ').split('\n');
  return lines.filter((line) => line.startsWith('    ')).map((line) => line.trim());
}

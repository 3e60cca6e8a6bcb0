/** What the demo says to type next, each command on one line. Each stands indented below what it is for. */
export function nextCommands(shown: string): string[] {
  const [, end = ''] = shown.split('What to type next:');
  const lines = end.replaceAll(/ \\\n */g, ' ').split('\n');
  return lines.filter((line) => line.startsWith('    ')).map((line) => line.trim());
}

// The module is undici's own and typed there, but under another path.
declare module 'undici/lib/dispatcher/agent.js' {
  export { Agent as default } from 'undici';
}

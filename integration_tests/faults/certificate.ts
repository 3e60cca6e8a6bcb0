import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A certificate that is trusted only by those who are configured to. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** Of the certificate, for NODE_EXTRA_CA_CERTS. */
  readonly path: string;
}

interface Wishes {
  /** The host that it is for. */
  readonly altName?: string;
  /** As `openssl ca` takes them: `20990101000000Z`. */
  readonly from?: string;
  readonly until?: string;
  /** Issued by an authority, not by itself. */
  readonly isIssued?: boolean;
}

/** Only a database of certificates allows both dates to be chosen. */
const SETTINGS = `[ca]
default_ca = test
[test]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
default_days = 2
policy = any
copy_extensions = copy
[any]
commonName = supplied
`;
const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

export function makeCertificate({ altName = 'IP:127.0.0.1', from, until, isIssued }: Wishes = {}): Certificate {
  const folder = mkdtempSync(path.join(tmpdir(), 'source-personio-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  writeFileSync(path.join(folder, 'openssl.cnf'), SETTINGS);
  writeFileSync(path.join(folder, 'index.txt'), '');
  const names = ['-subj', '/CN=sandbox', '-addext', `subjectAltName=${altName}`];
  openssl('req', '-new', '-nodes', ...CURVE, '-keyout', 'key.pem', '-out', 'request.pem', ...names);
  const authority = ['-subj', '/CN=authority', '-days', '2'];
  if (isIssued) openssl('req', '-x509', '-nodes', ...CURVE, '-keyout', 'ca_key.pem', '-out', 'ca.pem', ...authority);
  const issuer = isIssued ? ['-keyfile', 'ca_key.pem', '-cert', 'ca.pem'] : ['-keyfile', 'key.pem', '-selfsign'];
  const dates = [...(from ? ['-startdate', from] : []), ...(until ? ['-enddate', until] : [])];
  const files = ['-in', 'request.pem', '-out', 'cert.pem'];
  openssl('ca', '-batch', '-notext', '-config', 'openssl.cnf', ...issuer, ...dates, ...files);
  return { key: read('key.pem'), cert: read('cert.pem'), path: path.join(folder, 'cert.pem') };
}

let made: Certificate | undefined;

/** One for 127.0.0.1, made once. */
export function certificate(): Certificate {
  made ??= makeCertificate();
  return made;
}

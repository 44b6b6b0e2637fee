/**
 * Whether a value is encrypted, or names a place where secrets are kept: it opens nothing by itself. By the marks of SOPS and
 * eyaml (`ENC[…]`), Jasypt (`ENC(…)`), dotenvx (`encrypted:`), Spring Cloud Config (`{cipher}`), Ansible, Vault's transit engine
 * (`vault:v1:`), and the first bytes of what AWS KMS and Google Cloud KMS encrypt.
 */
export function isSealed(value: string): boolean {
  return SEALED.test(value);
}

const SEALED =
  /^["']?(?:ENC[([:]|enc(?:rypted)?:|\{cipher\}|\$ANSIBLE_VAULT;|vault:|kms:|sops:|(?:AQICAH|CiQ[A-D])[A-Za-z0-9+/]{60}|@Microsoft\.KeyVault\()|^(?:keyring|keychain|pass|doppler|bws?|infisical|secretref|secretsmanager|ssm|op|akv|conjur|chamber):[^\s$]{3,}$/i;

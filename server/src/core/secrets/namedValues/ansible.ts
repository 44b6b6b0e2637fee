/**
 * Variables of Ansible: nothing but values for machines stands in `group_vars` and `host_vars`
 * (docs.ansible.com, "How to build your inventory", "Organizing host and group variables") and in the `vars` of a role.
 */
export function isAnsibleVariables(path: string): boolean {
  return VARIABLES.test(path);
}

/** "ansible_become_password": how Ansible logs in, in whatever file it stands; in Ansible's own files any name. */
export function isAnsibleVariable(name: string, path: string): boolean {
  return CONNECTION.test(name) || isAnsibleVariables(path);
}

const VARIABLES = /(?:^|\/)(?:(?:group|host)_vars\/|roles\/[^/]+\/vars\/)[^.][^]*$/;
const CONNECTION = /^ansible_[a-z_]*pass(?:word|wd)?$/;

/** What a module's option or a variable beside a password may say: when to set it, or that there is none. */
export function isAnsibleOption(name: string, text: string): boolean {
  return /(?:^|_)update_password$/.test(name) || OPTIONS.test(text);
}

const OPTIONS =
  /^(?:always|on_create|required|optional|disabled|enabled|locked|unlocked|expired|prompt(?:ed)?|random(?:ly)?|generated?|default|omitted|absent|present|unchanged|undefined|external|internal|plaintext|encrypted|scram-sha-256|keyring|vault|vaulted)$/i;

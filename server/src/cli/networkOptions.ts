import { Option, type Command } from 'commander';

/** How the network is reached: the same for every command that asks it (`networkSettings` in network.ts reads them). */
export function addNetworkOptions(command: Command): Command {
  return command
    .option('--resolver <address>', 'ask this DNS resolver (1.1.1.1, 127.0.0.1:5300) instead of the system’s')
    .addOption(
      new Option('--ca <file>', 'trust these certificates too (PEM); may be repeated').argParser(
        (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
      ),
    )
    .option(
      '--connect <host=address...>',
      'connect to this address (and port) instead: shop.example=127.0.0.1:8443',
    )
    .option('--allow-private', 'addresses of this machine and of private networks may be asked', false);
}

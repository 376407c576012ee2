#!/usr/bin/env node
import { Command } from 'commander';

const program = new Command('packit-service').description(
  'Operate a Packit Service: configuration, deliveries, allowlist, replay.',
);

await program.parseAsync(process.argv);

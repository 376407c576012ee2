#!/usr/bin/env node
import { Command } from 'commander';
import { registerDeliveries } from './interfaces/cli/deliveries.js';

const program = new Command('packit-service').description(
  'Operate a Packit Service: configuration, deliveries, allowlist, replay.',
);

registerDeliveries(program);

await program.parseAsync(process.argv);

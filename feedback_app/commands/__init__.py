"""The `feedback` command's subcommands, one module each, imported only when called."""

"""The command line: one module a command, the same engine, settings and run folders as the window."""

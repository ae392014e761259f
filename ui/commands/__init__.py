"""One module a command of `preuve`: `run(arguments) -> exit code`."""

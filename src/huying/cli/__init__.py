"""The `huying` command.

Each file of this package that is named in `main.COMMANDS` has `register(commands)`, which adds
its parser and sets `run`, a function of the parsed arguments that returns the exit code:

    def register(commands: Commands) -> None:
        parser = commands.add_parser("due", help="…")
        parser.set_defaults(run=run)            # add without_django=True for pure commands

`run` imports what it needs of the apps itself: they can be imported only once Django is set up,
and a command that needs none of them should start at once.
Exit codes: 0 done, 1 found something wrong, 2 asked for in a wrong way.
"""

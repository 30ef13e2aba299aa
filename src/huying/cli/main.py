"""The command `huying`: one sub-command per file of this package."""


def main() -> int:
    return 0

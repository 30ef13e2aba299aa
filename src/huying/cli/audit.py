"""`huying audit verify`: recomputes every chain and what the events add up to."""

import argparse
import sys

from huying.cli.main import Commands

BROKEN, WRONG = 1, 2
#: More than fit on a screen help nobody; the count names them all.
_SHOWN = 50


def register(commands: Commands) -> None:
    parser = commands.add_parser("audit", help="留痕 the audit trail")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    verify = actions.add_parser(
        "verify", help="逐件核验留痕链 recompute every chain, text and row; 1 when one is broken"
    )
    verify.add_argument(
        "--district", type=int, metavar="ID", help="区划代码,默认全部 six-digit code, default all"
    )
    verify.set_defaults(run=run_verify)


def run_verify(options: argparse.Namespace) -> int:
    """0 when every link holds, 1 when one does not, 2 for a district that is not there."""
    from huying.apps.organisations import queries as organisations
    from huying.platform.matters.verify import verify

    known = [district.id for district in organisations.districts()]
    if options.district is not None and options.district not in known:
        there = ", ".join(map(str, known)) or "—"
        print(
            f"没有区 {options.district} no such district; 现有 there are: {there}", file=sys.stderr
        )
        return WRONG
    report = verify(options.district)
    for fault in report.broken[:_SHOWN]:
        print(
            f"断链 BROKEN  {fault.number}  第 {fault.seq} 步 event {fault.seq} "
            f"({fault.event_id}): {fault.what}",
            file=sys.stderr,
        )
    print(
        f"事项 matters {report.matters}  事件 events {report.events}  "
        f"已删除的值 erased values {report.erased}  断链 broken {len(report.broken)}"
    )
    return BROKEN if report.broken else 0

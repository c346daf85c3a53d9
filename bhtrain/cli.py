"""The command line. Each command reads its arguments, makes one call, and says what came of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from bhtrain import cli_author, cli_grades, cli_reports, cli_review, cli_rules
from bhtrain.cli_practice import codes_app, fees_app, payers_app
from bhtrain.cli_table import table
from bhtrain.errors import BhtrainError

if TYPE_CHECKING:
    from bhtrain.course.layout import Course


class InOrder(TyperGroup):
    """Help lists the commands in the order in which a manager meets them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All commands, course work from learners to feedback."""
        order = ("start", "learners", "release", "status", "collect", "confirm", "grade")
        after = ("feedback", "disputes", "answer", "sign-off", "history", "weights", "regrade")
        known = super().list_commands(ctx)
        first = [name for name in (*order, "grades", "points", *after) if name in known]
        return first + [name for name in known if name not in first]


app = typer.Typer(
    name="bhtrain",
    cls=InOrder,
    help="Training and self-assessment for behavioral-health coding.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
learners_app = typer.Typer(help="Who is on the course.", no_args_is_help=True)
feedback_app = typer.Typer(help="Give learners their feedback.", no_args_is_help=True)

USAGE_ERROR: Any = typer.BadParameter.__bases__[0]  # its own name moves between versions of typer
START, COURSE = "Start", "Course, in this order"
RULES, OWN = "Rules", "Your practice's own files"
WRITE, CARE = "Write your own scenarios", "Keep"
Name = Annotated[str, typer.Argument(metavar="NAME", help="The assignment: onboarding-1.")]


def _course() -> "Course":
    from bhtrain.course.layout import open_course

    return open_course()


def _say(text: str) -> None:
    typer.echo(text)


def _plural(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


# Start -------------------------------------------------------------------------------------


@app.command(rich_help_panel=START)
def start(
    manager: Annotated[bool, typer.Option("--manager", help="Open the manager's pages.")] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Use this port.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Open no browser.")] = False,
) -> None:
    """Open bhtrain in the browser: for trainees, or with --manager for the manager."""
    if manager:
        from bhtrain.course.lab import run
    else:
        from bhtrain.widgets.server import run
    run(port=port, open_browser=not no_browser)


# Course ------------------------------------------------------------------------------------

app.add_typer(learners_app, name="learners", rich_help_panel=COURSE)


@learners_app.command("add")
def learners_add(
    learner: Annotated[str, typer.Argument(metavar="ID", help="Lower-case letters, digits, - _ .")],
    name: Annotated[str, typer.Option(help="The name that people read.")] = "",
    account: Annotated[
        str | None, typer.Option(help="The hub's or system's user name, if it is not the ID.")
    ] = None,
) -> None:
    """Add a learner, or change their name or account."""
    from bhtrain.course.layout import create_course
    from bhtrain.course.roster import add_learners
    from bhtrain.exchange.handin import RosterEntry

    entry = RosterEntry(learner=learner, name=name, account=account)
    roster = add_learners(create_course(), [entry])
    _say(f"{learner} is on the course; {_plural(len(roster), 'learner')} in all.")


@learners_app.command("import")
def learners_import(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns id, name, account.")],
) -> None:
    """Add the learners of a CSV file."""
    from bhtrain.course.layout import create_course
    from bhtrain.course.roster import add_learners, read_roster

    entries = read_roster(file)
    roster = add_learners(create_course(), entries)
    _say(f"{_plural(len(entries), 'learner')} read; {_plural(len(roster), 'learner')} in all.")


@learners_app.command("list")
def learners_list() -> None:
    """List the learners."""
    from bhtrain.course.roster import roster

    rows = [(entry.learner, entry.name, entry.account or "") for entry in roster(_course())]
    table(("id", "name", "account"), rows, empty="Nobody is on the course yet.")


@app.command(rich_help_panel=COURSE)
def release(
    name: Name,
    due: Annotated[str, typer.Option(metavar="DATE", help="The last day, like 2026-12-01.")],
) -> None:
    """Release an assignment to the learners, with a due date."""
    from bhtrain.clock import local_words, now
    from bhtrain.course.layout import create_course
    from bhtrain.course.release import parse_due
    from bhtrain.course.release import release as release_assignment

    released = release_assignment(create_course(), name, due=parse_due(due, after=now()))
    assert released.due is not None
    _say(f"{released.title} is released, due {local_words(released.due)}.")


@app.command(rich_help_panel=COURSE)
def status(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One assignment.")] = None,
) -> None:
    """Show who has not started, is working, has handed in, is late, or is graded."""
    from bhtrain.course.status import status_rows

    columns = ("learner", "name", "assignment", "state", "handed in", "points", "remarks")
    table(columns, status_rows(_course(), name), empty="Nothing is released yet.")


@app.command(rich_help_panel=COURSE)
def collect(name: Name) -> None:
    """Take hand-ins and disputes out of the exchange folder."""
    from bhtrain.course.collect import collect as collect_hand_ins
    from bhtrain.course.disputes import collect_disputes

    collected = collect_hand_ins(_course(), name)
    for envelope in collected.taken:
        _say(" · ".join([f"{envelope.learner} handed in", *envelope.remarks(collected.due)]))
    for sentence in (*collected.doubts, *collected.refused, *collected.waiting):
        typer.echo(sentence, err=True)
    _say(
        f"{_plural(len(collected.taken), 'hand-in')} collected, {len(collected.refused)} refused, "
        f"{len(collected.waiting)} waiting."
    )
    disputes = collect_disputes(_course(), name)
    for dispute in disputes.taken:
        _say(dispute.sentence)
    for sentence in (*disputes.refused, *disputes.waiting):
        typer.echo(sentence, err=True)
    if disputes.taken:
        _say(
            f"{_plural(len(disputes.taken), 'dispute')} collected; `bhtrain disputes` shows what "
            "they say."
        )


app.command(rich_help_panel=COURSE)(cli_grades.grade)
app.command(rich_help_panel=COURSE)(cli_grades.grades)
app.command(rich_help_panel=COURSE)(cli_grades.weights)
app.command(rich_help_panel=COURSE)(cli_grades.regrade)
app.add_typer(feedback_app, name="feedback", rich_help_panel=COURSE)
app.command(rich_help_panel=COURSE)(cli_review.points)
app.command(rich_help_panel=COURSE)(cli_review.disputes)
app.command(rich_help_panel=COURSE)(cli_review.answer)
app.command("sign-off", rich_help_panel=COURSE)(cli_review.sign_off)
app.command(rich_help_panel=COURSE)(cli_review.history)


@feedback_app.command("release")
def feedback_release(name: Name) -> None:
    """Show learners their score, the reasons and the sources."""
    from bhtrain.course.feedback_release import release_feedback

    released = release_feedback(_course(), name)
    _say(f"Feedback released to {', '.join(released.learners)}.")
    if released.look:
        _say(f"A person should still look, in formgrader, at: {', '.join(released.look)}.")
    if released.other_weights:
        _say(
            f"weights.yaml was edited after {', '.join(released.other_weights)} had been graded: "
            "the feedback, and the page How it is graded, are by the weights of then. "
            f"`bhtrain grade {name}` applies the new ones."
        )
    if released.in_doubt:
        names = ", ".join(released.in_doubt)
        _say(f"Nobody has said yet whether these were on time: {names}; see bhtrain status {name}.")


@app.command(rich_help_panel=COURSE)
def confirm(
    name: Name,
    learner: Annotated[str, typer.Argument(metavar="LEARNER", help="Who handed in.")],
    on_time: Annotated[
        bool | None,
        typer.Option("--on-time/--late", help="Where its time is in doubt: what it counts as."),
    ] = None,
) -> None:
    """Confirm who handed in with name and PIN, or settle a time that is in doubt."""
    from bhtrain.course.envelope import confirm as confirm_identity
    from bhtrain.course.envelope import settle_time
    from bhtrain.progress.identity import system_account

    by = system_account()
    if on_time is None:
        confirm_identity(_course(), name, learner, by=by)
        _say(f"The hand-in of {learner} is confirmed.")
        return
    settle_time(_course(), name, learner, late=not on_time, by=by)
    counts = "on time" if on_time else "late"
    _say(f"The hand-in of {learner} counts as {counts}; `bhtrain grade {name}` notes it.")


@app.command(rich_help_panel=COURSE)
def receipt(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="As on the receipt: 3F9A-22C1.")],
) -> None:
    """Find a hand-in by the number on its receipt."""
    from bhtrain.course.receipts import find_receipt

    _say(find_receipt(_course(), number).sentence)


app.command(rich_help_panel=RULES)(cli_rules.explain)
app.add_typer(cli_rules.rules_app, name="rules", rich_help_panel=RULES)
app.command(rich_help_panel=RULES)(cli_rules.schema)
app.add_typer(codes_app, name="codes", rich_help_panel=OWN)
app.add_typer(payers_app, name="payers", rich_help_panel=OWN)
app.add_typer(fees_app, name="fees", rich_help_panel=OWN)


# Keep and check ----------------------------------------------------------------------------


app.command(rich_help_panel=CARE)(cli_reports.export)
app.command(rich_help_panel=CARE)(cli_reports.record)


@app.command(rich_help_panel=CARE)
def backup(file: Annotated[Path, typer.Argument(help="The .tar.gz file to write.")]) -> None:
    """Write the whole course to one file."""
    from bhtrain.course.backup import backup as back_up

    _say(f"{_plural(back_up(_course(), file), 'file')} saved in {file}.")


app.add_typer(cli_author.new_app, name="new", rich_help_panel=WRITE)
app.command(rich_help_panel=WRITE)(cli_author.check)
app.command(rich_help_panel=WRITE)(cli_author.preview)
app.command(rich_help_panel=WRITE)(cli_author.publish)
app.command(rich_help_panel=WRITE)(cli_author.coverage)


# How things are shown ----------------------------------------------------------------------


def main() -> None:
    """The command line's way in: errors become one sentence and exit status 2."""
    from bhtrain.course.layout import find_alembic

    find_alembic()
    try:
        status = app(standalone_mode=False)
    except USAGE_ERROR as error:  # a wrong command, option or number; no words: help was shown
        words = error.format_message()
        see = f" See {error.ctx.command_path} --help." if error.ctx else ""
        _fail(f"{words}{see}" if words else "")
    except typer.Abort:
        raise SystemExit(130) from None
    except BhtrainError as error:
        _fail(str(error))
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        _fail(f"The file system refuses{where}: {error.strerror or error}.")
    raise SystemExit(status if isinstance(status, int) else 0)


def _fail(sentence: str) -> NoReturn:
    if sentence:
        typer.echo(sentence, err=True)
    raise SystemExit(2)


if __name__ == "__main__":
    main()

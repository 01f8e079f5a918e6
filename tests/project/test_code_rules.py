"""Rules of the house that a linter does not know, read from the syntax trees of our own files."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

import pytest

from tests.project.sources import dotted, trees

PRODUCT = ("tabeza_protocol", "tabeza_central", "tabeza_practice", "tabeza_desktop")
# a signal found through one of these may come from a worker; a widget's own signals never do
FROM_WORKERS = re.compile(r"\b_?(bridge|console|lanes?|services?|state|sync|worker)\b")
SLEEPS = {
    "time.sleep", "qtbot.wait", "QTest.qWait", "QTest.qSleep", "QThread.sleep", "QThread.msleep", "QThread.usleep",
}
HTTPX_HOMES = {"tabeza_desktop/api/client.py", "tabeza_central/daraja/client.py"}
SECRET_NAMES = {"passkey", "consumer_secret", "consumer_key", "encryption_key", "refresh_token", "access_token", "pin"}
SPEAKING = {"print", "debug", "info", "warning", "error", "critical", "exception", "log", "msg", "echo", "secho"}
MAX_FILE_LINES, MAX_CLASS_LINES, MAX_FUNCTION_LINES = 800, 600, 100  # twice what we aim for


def calls(*folders: str) -> Iterator[tuple[str, ast.Call]]:
    """(place, call) for every call in these folders."""
    for name, tree in trees(*folders):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{name}:{node.lineno}", node


def test_no_lambda_hears_a_signal_that_may_come_from_a_worker() -> None:
    """A lambda has no thread of its own: it would run in the worker and touch widgets from there."""
    found = [place for place, call in calls("tabeza_desktop") if connects_a_lambda(call)]
    assert not found, "use a bound method of a QObject, so that the call crosses to the GUI thread"


def test_nothing_but_whole_texts_goes_to_the_translators() -> None:
    """lupdate reads literals: an f-string or a sum never finds its translation."""
    assert not [place for place, call in calls("tabeza_desktop") if translates_a_made_up_text(call)]


def test_tr_is_asked_of_self() -> None:
    """lupdate takes the context from the receiver's name: `page.tr()` lands in a context called "page"."""
    asked = [(place, dotted(call.func)) for place, call in calls("tabeza_desktop")]
    assert not [place for place, name in asked if name.endswith(".tr") and name not in ("self.tr", "cls.tr")]


def test_tests_wait_for_conditions_not_for_time() -> None:
    found = [place for place, call in calls("tests") if sleeps(call)]
    assert not found, "wait for the event itself: qtbot.waitUntil, waitSignal, Event.wait, a virtual clock"


def test_httpx_is_imported_in_one_file_of_each_program() -> None:
    found = [name for name, tree in trees("tabeza_desktop", "tabeza_central") if imports(tree, "httpx")]
    assert set(found) <= HTTPX_HOMES


def test_nothing_speaks_a_secret() -> None:
    """Neither a revealed Secret nor a variable named like one goes to print or a log."""
    assert not [place for place, call in calls(*PRODUCT, "devtools") if speaks_a_secret(call)]


def test_dev_py_needs_nothing_installed() -> None:
    allowed = set(sys.stdlib_module_names) | {"devtools"}
    found = {
        f"{name}: {module}"
        for name, tree in trees()
        if name == "dev.py" or name.startswith("devtools/")
        for module in top_modules(tree)
        if module not in allowed
    }
    assert not found


def test_nothing_has_grown_out_of_reading() -> None:
    too_long = []
    for name, tree in trees(*PRODUCT, "devtools"):
        if "/migrations/versions/" in name:
            continue  # a frozen list of what was made, not something to read
        lines = max((node.end_lineno or 0 for node in tree.body), default=0)
        too_long += [f"{name}: {lines} lines"] if lines > MAX_FILE_LINES else []
        too_long += [f"{name}: {described}" for described in oversize_parts(tree)]
    assert not too_long


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("connects_a_lambda", "self.sync.changed.connect(lambda: self.refresh())"),
        ("connects_a_lambda", "self._console.state.trade.changed.connect(lambda _: self.refresh())"),
        ("translates_a_made_up_text", "self.tr(f'{n} tabs')"),
        ("translates_a_made_up_text", "translate('Tabs', 'Hello ' + name)"),
        ("translates_a_made_up_text", "self.tr('{} tabs'.format(n))"),
        ("sleeps", "time.sleep(1)"),
        ("sleeps", "qtbot.wait(50)"),
        ("sleeps", "sleep(0.1)"),
        ("speaks_a_secret", "logger.info('keys', secret=secret.reveal())"),
        ("speaks_a_secret", "print(settings.consumer_secret)"),
        ("speaks_a_secret", "log.debug(f'PIN {pin}')"),
    ],
)
def test_the_rule_sees_what_it_forbids(rule: str, source: str) -> None:
    call = ast.parse(source, mode="eval").body
    assert isinstance(call, ast.Call)
    assert globals()[rule](call)


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("connects_a_lambda", "self.button.clicked.connect(lambda: self.close())"),
        ("connects_a_lambda", "self.sync.changed.connect(self.refresh)"),
        ("translates_a_made_up_text", "self.tr('%n tab(s)', '', n)"),
        ("sleeps", "qtbot.waitUntil(lambda: done)"),
        ("speaks_a_secret", "logger.info('sealed', key_id=key_id)"),
    ],
)
def test_the_rule_lets_pass_what_is_right(rule: str, source: str) -> None:
    call = ast.parse(source, mode="eval").body
    assert isinstance(call, ast.Call)
    assert not globals()[rule](call)


def connects_a_lambda(call: ast.Call) -> bool:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "connect"):
        return False
    heard = dotted(call.func.value)
    return any(isinstance(argument, ast.Lambda) for argument in call.args) and bool(FROM_WORKERS.search(heard))


def translates_a_made_up_text(call: ast.Call) -> bool:
    asked = dotted(call.func).rsplit(".", 1)[-1]
    if asked not in ("tr", "translate"):
        return False
    made_up = (ast.JoinedStr, ast.BinOp, ast.Call)
    return any(isinstance(argument, made_up) for argument in call.args[: 1 if asked == "tr" else 2])


def sleeps(call: ast.Call) -> bool:
    return dotted(call.func) in SLEEPS | {"sleep"}


def speaks_a_secret(call: ast.Call) -> bool:
    if dotted(call.func).rsplit(".", 1)[-1] not in SPEAKING:
        return False
    said = [node for argument in [*call.args, *(word.value for word in call.keywords)] for node in ast.walk(argument)]
    return any(
        (isinstance(node, ast.Attribute) and node.attr in {"reveal", *SECRET_NAMES})
        or (isinstance(node, ast.Name) and node.id in SECRET_NAMES)
        for node in said
    )


def imports(tree: ast.Module, package: str) -> bool:
    return package in top_modules(tree) or any(
        isinstance(node, ast.Call)
        and dotted(node.func).rsplit(".", 1)[-1] in ("import_module", "__import__")
        and any(isinstance(argument, ast.Constant) and argument.value == package for argument in node.args)
        for node in ast.walk(tree)
    )


def top_modules(tree: ast.Module) -> set[str]:
    named = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named.add(node.module.split(".")[0])
    return named


def oversize_parts(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            limit = MAX_CLASS_LINES if isinstance(node, ast.ClassDef) else MAX_FUNCTION_LINES
            found += [f"{node.name} has {lines} lines"] if lines > limit else []
    return found

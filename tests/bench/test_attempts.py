import pytest

from bench import results
from bench.__main__ import is_enough, main
from bench.attempts import Attempts
from bench.whole import Amounts
from tests.bench.runs import run

pytestmark = pytest.mark.pure


def answered_with(status: int) -> None:
    raise ValueError(f"answered with {status}")


def test_an_error_is_noted_and_the_next_part_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    attempts, done = Attempts(), list[str]()
    with attempts.at("large", "book"):
        answered_with(500)
    with attempts.at("large", "sign in"):
        done.append("sign in")
    assert done == ["sign in"]
    assert attempts.failed == {"large · book": "ValueError: answered with 500"}
    assert (attempts.has_failed("large", "book"), attempts.has_failed("one office", "book")) == (True, False)
    assert "test_an_error_is_noted" in capsys.readouterr().err


def test_whoever_ends_it_ends_it() -> None:
    with pytest.raises(KeyboardInterrupt), Attempts().at("large", "book"):
        raise KeyboardInterrupt


def test_the_other_kind_is_measured_although_one_failed(tmp_path, monkeypatch, capsys: pytest.CaptureFixture[str]) -> None:
    def measure(kind, _forms, _amounts):
        found = run(kind)
        failed = {"large · actions": "OSError: no room"} if kind == "sqlite" else {}
        return {"versions": found["versions"], "forms": found["forms"], "failed": failed}

    monkeypatch.setattr("bench.__main__.measure", measure)
    assert main(["--quick", "--results", str(tmp_path)]) == 1
    assert results.read("sqlite", tmp_path)["failed"] == {"large · actions": "OSError: no room"}
    assert results.read("postgresql", tmp_path)["failed"] == {}
    assert main(["--quick", "--kinds", "postgresql", "--results", str(tmp_path)]) == 0


def test_less_than_usual_is_never_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.load.shutil.which", lambda name: name)
    assert is_enough(Amounts())
    assert not any(map(is_enough, (Amounts(rounds=4), Amounts(seconds=1), Amounts(workers=1))))
    monkeypatch.setattr("bench.load.shutil.which", lambda _name: None)
    assert not is_enough(Amounts())

"""Trying what nobody thought of: ``./jonghong fuzz WORD``. The tests in tests/fuzz try a little of each every time."""

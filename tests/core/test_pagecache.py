"""Pages kept in memory: what is kept, for how long, and in which coding."""

import gzip

import brotli
import pytest
from django.test import RequestFactory

from jonghong.core.pagecache import OVERHEAD, Page, PageStore, accepted_encoding

pytestmark = pytest.mark.pure


def page(body: bytes = b"x" * 1_000) -> Page:
    return Page(version=(1,), current_version=lambda: (1,), etag='W/"a"', headers={"Vary": "Cookie"}, body=body)


def test_store_drops_what_nobody_asked_for_the_longest() -> None:
    store = PageStore(limit=3 * page().size)
    for key in "abc":
        store.put(key, page())
    store.get("a")
    store.put("d", page())
    assert set(store.pages) == {"a", "c", "d"}
    assert store.size == 3 * page().size


def test_store_counts_more_than_the_body_and_forgets_what_is_replaced() -> None:
    store = PageStore()
    store.put("a", page(b""))
    store.put("a", page(b"xy"))
    assert store.size == OVERHEAD + 4
    store.clear()
    assert (store.size, store.get("a")) == (0, None)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("", ""), ("gzip", "gzip"), ("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip"), ("identity", "")],
)
def test_coding_is_the_best_that_the_browser_reads(accepted: str, coding: str) -> None:
    assert accepted_encoding(RequestFactory().get("/", headers={"accept-encoding": accepted})) == coding


@pytest.mark.parametrize(("coding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_answer_is_written_in_that_coding(coding: str, decode: object) -> None:
    answer = page(b"hello" * 100).answer(RequestFactory().get("/", headers={"accept-encoding": coding}))
    assert answer["Content-Encoding"] == coding
    assert decode(answer.content) == b"hello" * 100  # type: ignore[operator]
    assert answer["Content-Length"] == str(len(answer.content))


def test_answer_to_who_has_the_page_tells_no_length_that_some_would_wait_for() -> None:
    kept = page()
    kept.headers |= {"Content-Type": "text/html", "Content-Length": "5"}
    answer = kept.answer(RequestFactory().get("/", headers={"if-none-match": 'W/"a"'}))
    assert {"Content-Type", "Content-Length"} & answer.headers.keys() == set()


def test_answer_to_who_has_the_page_is_a_304_with_its_validators() -> None:
    answer = page().answer(RequestFactory().get("/", headers={"if-none-match": 'W/"a"'}))
    assert (answer.status_code, answer.content, answer["Vary"]) == (304, b"", "Cookie")

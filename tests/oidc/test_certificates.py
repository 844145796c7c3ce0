"""Which servers a provider's addresses are believed to be, over TLS."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jonghong.core.breaker import Breaker
from jonghong.oidc.fetching import Unanswered, fetch
from tests.certificates import Authority, Pair
from tests.oidc.provider import Provider, Server

pytestmark = pytest.mark.pure


@contextmanager
def served_over_tls(pair: Pair) -> Iterator[str]:
    """Serve a provider that shows that certificate, and give the address of its description."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    with Server(Provider()) as server:
        # Whoever does not believe the certificate hangs up while shaking hands, which is no fault of the server.
        server.handle_error = lambda *_words: None  # type: ignore[method-assign]
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"https://localhost:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_a_server_whose_authority_is_known_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path, "known")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    with served_over_tls(authority.sign("good")) as url:
        assert "issuer" in fetch(url, breaker=Breaker())


@pytest.mark.parametrize("fault", ["authority", "host", "ended"])
def test_any_other_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    known, other = Authority(tmp_path, "known"), Authority(tmp_path, "other")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(known.file))
    pairs = {
        "authority": lambda: other.sign("other"),
        "host": lambda: known.sign("host", host="provider.example", address="192.0.2.1"),
        "ended": lambda: known.sign("ended", ended=True),
    }
    with served_over_tls(pairs[fault]()) as url, pytest.raises(Unanswered, match="no answer"):
        fetch(url, breaker=Breaker())

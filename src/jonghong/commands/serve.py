"""``jonghong serve``: answer people who come with a browser."""

import errno
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Thread
from time import sleep

from django.conf import settings
from django.db import connection, connections
from django.urls import get_resolver

from jonghong.bookings import guard
from jonghong.commands import Stop, ground, say, static_files
from jonghong.commands.server import server_of
from jonghong.core import disk, gate, lifeline, memory, schema
from jonghong.core.meters import forget_ended
from jonghong.health import past
from jonghong.health.checks.database import NO_FSYNC, wrong_on_postgresql


def run(*, host: str, port: int, workers: int, only_prepares: bool) -> None:
    """Serve until told to stop, if the database is fit for it; or only look whether it is, and prepare what is served."""
    if only_prepares:
        prepare()
        return
    check_port(host, port)
    prepare()
    address = address_of(host, port)
    answer(host, port, workers, announce=lambda: say(f"ให้บริการแล้วที่ {address} หยุดด้วย Ctrl+C", "Serving; stop with Ctrl+C."))


def prepare() -> None:
    """Raise Stop where the program or its database is not fit to serve; else put in place what every process needs."""
    check_proxies()
    get_resolver().url_patterns  # noqa: B018 - every page is read, so that one that cannot be is found before anybody asks
    with ground.alone():
        if schema.missing_migrations():
            raise Stop(
                "ฐานข้อมูลยังไม่ตรงกับโปรแกรมรุ่นนี้ กรุณาสั่ง jonghong migrate ก่อน",
                "The database does not fit this version yet; run: jonghong migrate",
            )
        if not guard.stands():
            raise Stop(
                "ตัวกันการจองซ้อนหายไปจากฐานข้อมูล จึงยังไม่ให้บริการ กรุณากู้คืนฐานข้อมูลจากสำเนาสำรอง",
                "The guard against double booking is missing from the database; restore the database from a backup.",
            )
        check_postgresql()
        ground.forget_expired_sessions()
        ground.measure_tables()
        static_files.collect()
        disk.keep_ballast()


def check_proxies() -> None:
    """Raise Stop where pages come over https from a proxy that is not trusted: every visitor would look like that proxy."""
    if settings.IS_HTTPS and not settings.TRUSTED_PROXIES:
        raise Stop(
            "JONGHONG_URL เป็น https จึงต้องบอกจำนวนพร็อกซีที่อยู่ข้างหน้า ถ้ามีหนึ่งตัว ให้ตั้ง JONGHONG_PROXIES=1",
            "JONGHONG_URL is https, so say how many proxies stand in front: behind one, set JONGHONG_PROXIES=1.",
        )


def check_postgresql() -> None:
    """Raise Stop where PostgreSQL is set up to lose what it acknowledged; one that is thrown away may wait for no disk."""
    unsafe = wrong_on_postgresql() if connection.vendor == "postgresql" else []
    named = ", ".join(each for each in unsafe if not (settings.IS_THROWN_AWAY and each == NO_FSYNC))
    if named:
        raise Stop(
            f"PostgreSQL ตั้งค่าไว้ไม่ปลอดภัย ({named}) จึงยังไม่ให้บริการ แก้แล้วสั่งอีกครั้ง",
            f"PostgreSQL is not set up safely ({named}), so nothing is served; mend that and start again.",
        )


def check_port(host: str, port: int) -> None:
    """Raise Stop where that address cannot be listened at: another program has it, or it is not ours."""
    try:
        family, kind, protocol, _name, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Stop(
                f"พอร์ต {port} มีโปรแกรมอื่นใช้อยู่ เลือกพอร์ตอื่น เช่น --port {other_port(port)}",
                f"Port {port} is in use by another program; choose another, such as --port {other_port(port)}.",
            ) from error
        raise Stop(
            f"เปิดรับที่ {address_of(host, port)} ไม่ได้",
            f"It is not possible to listen at {address_of(host, port)} ({error.strerror}).",
        ) from error


def other_port(port: int) -> int:
    """Return a neighbour to propose."""
    return port + 1 if port < 65535 else port - 1


def address_of(host: str, port: int) -> str:
    """Return what to type into a browser."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def answer(host: str, port: int, workers: int, *, announce: Callable[[], None]) -> None:
    """Answer requests with so many processes until Ctrl-C or SIGTERM; ``announce`` is called when the first answers."""
    leave_database()
    os.environ[lifeline.PARENT] = str(os.getpid())
    leaving = begin_to_count()
    server = server_of("jonghong.wsgi:application", host=host, port=port, workers=workers, threads=gate.threads())
    # Closing the terminal window stops it, too, unless nohup said otherwise; by itself granian would start its workers anew.
    is_deaf = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    on_hangup = signal.SIG_IGN if is_deaf else server.signal_handler_interrupt
    server.on_startup(partial(signal.signal, signal.SIGHUP, on_hangup))
    server.on_startup(partial(signal.signal, signal.SIGTERM, partial(leave, leaving, server.signal_handler_interrupt)))
    server.on_startup(partial(signal.signal, signal.SIGUSR2, server.replace))
    server.on_startup(Thread(target=when_it_answers, args=(host, port, announce), daemon=True).start)
    memory.share()
    server.serve()


def begin_to_count() -> Path:
    """Forget the figures of servers that ended; return the file that is to say that this one leaves."""
    forget_ended(settings.DATA)
    past.forget(settings.DATA)
    leaving = lifeline.leaving(settings.DATA, os.getpid())
    leaving.parent.mkdir(mode=0o700, exist_ok=True)
    for old in leaving.parent.glob("leaving.*"):
        old.unlink(missing_ok=True)
    return leaving


def leave(leaving: Path, stop: Callable[[], None], *_signal: object) -> None:
    """Say that this server leaves, so that a proxy sends nobody here any more, and stop after the seconds set for that."""
    with suppress(OSError):
        leaving.touch()
    sleep(settings.DRAIN)
    stop()


def leave_database() -> None:
    """Close every connection, and the pool below: processes that fork must not share them."""
    for each in connections.all(initialized_only=True):
        each.close()
        if each.vendor == "postgresql":
            each.close_pool()  # type: ignore[attr-defined]


def when_it_answers(host: str, port: int, announce: Callable[[], None]) -> None:
    """Announce once something listens at that address."""
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            sleep(0.05)
        else:
            break
    announce()

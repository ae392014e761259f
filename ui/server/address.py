"""Where the chat listens: on a loopback address alone, unless there are users, whose logins protect the documents."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Iterable

from rag.errors import UsageError

DEFAULT_PORT = 7860
PORTS_TRIED = 100


def listen(host: str, port: int | None, users: bool = False) -> socket.socket:
    """A socket that listens on an address, on `port` or, without one, on the first free port from 7860.

    Raises `UsageError` where the host is no loopback address and there are no `users`, and where host or port are not
    to be had.
    """
    address = _address(host)
    if not (users or address.is_loopback):
        raise UsageError(
            f"host {host} can be reached from other machines, and there are no users to protect the documents: run"
            " `preuve user add NAME` first, or use 127.0.0.1"
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    candidates = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else (port,)
    problem: OSError | OverflowError | None = None
    for candidate in candidates:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((str(address), candidate))
            listener.listen(128)
        except (OSError, OverflowError) as error:
            listener.close()
            problem = error
            continue
        return listener
    if isinstance(problem, OSError) and problem.errno == errno.EADDRNOTAVAIL:
        raise UsageError(f"host {host} is not an address of this machine: use one that is, or 0.0.0.0 for all")
    if port is None:
        raise UsageError(f"no port from {candidates[0]} to {candidates[-1]} is free: choose another one with --port")
    reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
    raise UsageError(f"port {port} cannot be used ({reason}): choose another one with --port, or none")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    name = "127.0.0.1" if host.lower() == "localhost" else host.strip("[]")
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        raise UsageError(
            f"host {host!r} is not an address of this machine: use 127.0.0.1, ::1 or, with users, 0.0.0.0"
        ) from None


def proxies_of(words: Iterable[str]) -> list[str]:
    """The addresses and networks of proxies that are believed when they say for whom they ask.

    Raises `UsageError` for what is no address or network, and for the network of all addresses.
    """
    networks = []
    for word in words:
        try:
            network = ipaddress.ip_network(word, strict=False)
        except ValueError:
            network = None
        if network is None or network.prefixlen == 0:
            raise UsageError(f"proxy {word!r} is no address: give that of a proxy, such as 127.0.0.1 or 10.0.0.0/24")
        networks.append(str(network))
    return networks


def sender_of(host: str) -> str:
    """Who is counted as one sender: an IPv4 address, or the network of an IPv6 address, which holds all of a home."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "an unknown address"
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address if address.version == 4 else ipaddress.ip_network((address, 64), strict=False))


def hosts_of(host: str, port: int) -> frozenset[str]:
    """The `Host` headers that belong to a server on a loopback address; other names are a trick (DNS rebinding).

    A server on another address has none: see `ui.server.access`.
    """
    if not _address(host).is_loopback:
        return frozenset()
    names = {"127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host}
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def url_of(listener: socket.socket) -> str:
    """An address under which this machine reaches a listening socket."""
    host, port = listener.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"

"""Refuse whatever would leave this machine: names looked up, connections made, packets sent.

An audit hook sees every socket Python opens, those of libraries too; it cannot be taken out again,
so it stands for as long as the tests run.
"""

import ipaddress
import sys

ADDRESSED = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
"""Events that name an address, and where among what they tell it stands."""
NAMED = {"socket.getaddrinfo": 0, "socket.gethostbyname": 0}
"""Events that name a host."""


class OutsideError(RuntimeError):
    """A test reached for another machine."""


def stay_inside() -> None:
    """Refuse other machines from now on."""
    sys.addaudithook(_refuse)


def _refuse(event: str, told: tuple[object, ...]) -> None:
    if event in ADDRESSED:
        address = told[ADDRESSED[event]]
        # A socket of this machine's file system is a path; one already connected names nobody.
        host = address[0] if isinstance(address, tuple) else None
    elif event in NAMED:
        host = told[NAMED[event]]
    else:
        return
    if host and not _is_here(str(host, "ascii") if isinstance(host, bytes) else str(host)):
        raise OutsideError(f"tests stay on this machine, but {event} named {host!r}")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified

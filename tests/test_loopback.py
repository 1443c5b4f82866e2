"""No test can reach another machine; this machine's own services answer."""

import socket

import pytest

from tests.loopback import OutsideError

ELSEWHERE = ("192.0.2.1", 80)
"""An address kept for documents, which belongs to nobody (RFC 5737)."""


@pytest.fixture(params=[socket.SOCK_STREAM, socket.SOCK_DGRAM], ids=["stream", "datagram"])
def opened(request):
    with socket.socket(socket.AF_INET, request.param) as found:
        found.settimeout(2)
        yield found


@pytest.mark.parametrize("way", ["connect", "connect_ex"])
def test_a_connection_to_another_machine_is_refused(opened, way):
    with pytest.raises(OutsideError, match=r"192\.0\.2\.1"):
        getattr(opened, way)(ELSEWHERE)


@pytest.mark.parametrize(
    "send",
    [
        lambda packets: packets.sendto(b"word", ELSEWHERE),
        lambda packets: packets.sendmsg([b"word"], [], 0, ELSEWHERE),
    ],
    ids=["sendto", "sendmsg"],
)
def test_a_packet_to_another_machine_is_refused(send):
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets,
        pytest.raises(OutsideError),
    ):
        send(packets)


@pytest.mark.parametrize("host", ["survey.test", b"survey.test", "192.0.2.1", "2001:db8::1"])
def test_another_name_is_not_looked_up(host):
    with pytest.raises(OutsideError):
        socket.getaddrinfo(host, 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", None])
def test_names_of_this_machine_are_looked_up(host):
    assert socket.getaddrinfo(host, 80)


def test_a_server_of_this_machine_is_reached():
    server = socket.create_server(("127.0.0.1", 0))
    with server, socket.create_connection(server.getsockname(), timeout=5) as connection:
        assert connection.getpeername() == server.getsockname()


def test_a_socket_of_the_file_system_is_reached(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as caller:
        server.bind("near")
        server.listen()
        caller.connect("near")
        assert caller.getpeername() == "near"

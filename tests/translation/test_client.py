"""One request: bounded in time and in bytes, stopped when asked, through proxies where there are some."""

import email.utils
import gzip
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.errors import Problem
from engine.translation.client import MOST_BYTES, Client, _retry_after
from engine.translation.faults import (
    CUT_OFF,
    NO_CONNECTION,
    NO_PROXY,
    NO_TRUST,
    NOT_HTTP,
    NOT_HTTPS,
    REDIRECTED,
    TIMED_OUT,
    TOO_LONG,
    Refusal,
    refuse_status,
)
from tests.translation.server import LONG, Server

BODY = {"q": ["This lady wears a hat."], "source": "en", "target": "zh", "format": "text"}


def never() -> bool:
    return False


def ask(server: Server, timeout: float = 60.0, address: str = "") -> Client:
    return Client("LibreTranslate", address or f"{server.url}/translate", timeout)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("hang", TIMED_OUT),
        ("dribble", TIMED_OUT),
        ("drop", NO_CONNECTION),
        ("not http", NOT_HTTP),
        ("cut", CUT_OFF),
        ("long", TOO_LONG),
        ("long, unannounced", TOO_LONG),
    ],
)
def test_no_answer_that_can_be_used(server: Server, fault: str, reason: str) -> None:
    server.script.append(fault)
    endless = fault in ("hang", "dribble")
    client = ask(server, 0.3 if endless else 60.0)
    with pytest.raises(Refusal) as raised:
        client.post(never, body=BODY)
    assert raised.value.problem.values["reason"] == reason
    assert raised.value.__context__ is None
    # It is the client that gave up, long before the server was done.
    assert not (endless and server.answered.is_set())
    # What the system's own buffers take is sent; the rest is not.
    assert server.bytes_sent < LONG // 2
    client.close()


def test_a_compressed_answer_is_bounded_by_what_it_unpacks_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    small = gzip.compress(b" " * 50 * MOST_BYTES)
    assert len(small) < MOST_BYTES
    server.packed = small
    server.script.append("packed")
    client = ask(server)
    with pytest.raises(Refusal) as raised:
        client.post(never, body=BODY)
    assert raised.value.problem.values["reason"] == TOO_LONG
    client.close()


def test_a_server_that_is_not_there(server: Server) -> None:
    for address, reason in (
        ("http://127.0.0.1:9/translate", NO_CONNECTION),
        (server.url.replace("http", "https"), NOT_HTTPS),
    ):
        client = ask(server, address=address)
        with pytest.raises(Refusal) as raised:
            client.post(never, body=BODY)
        assert raised.value.problem.values["reason"] == reason
        client.close()


def test_a_server_with_a_certificate_of_its_own_making_is_not_trusted(server: Server, tmp_path: Path) -> None:
    x509 = pytest.importorskip("cryptography.x509", reason="nothing else here makes certificates")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, name, now = ec.generate_private_key(ec.SECP256R1()), x509.Name([]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (tmp_path / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    client = ask(server, address=f"https://localhost:{server.server_address[1]}/translate")
    with pytest.raises(Refusal) as raised:
        client.post(never, body=BODY)
    assert raised.value.problem.values["reason"] == NO_TRUST
    assert server.asked == []
    client.close()


def test_a_stop_is_heard_while_the_server_is_silent(server: Server) -> None:
    server.script.append("hang")
    client = ask(server)
    with pytest.raises(Problem) as raised:
        client.post(server.arrived.is_set, body=BODY)
    assert raised.value.code == "stopped"
    assert not server.answered.is_set()
    server.released.set()
    assert client.post(never, body=BODY).status == 200
    client.close()


def test_redirects_are_not_followed(server: Server) -> None:
    server.script.append("redirect")
    client = ask(server)
    answer = client.post(never, body=BODY)
    assert answer.status == 302
    with pytest.raises(Refusal) as raised:
        refuse_status("LibreTranslate", answer.status, "", None)
    assert raised.value.problem.values["reason"] == REDIRECTED
    client.close()


def test_the_systems_proxy_is_used_but_not_to_reach_this_machine(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    client = ask(server, address="http://translator.invalid/translate")
    assert client.post(never, body=BODY).status == 404
    assert server.asked[-1].path == "http://translator.invalid/translate"
    client.close()
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    for address in ("", f"http://localhost:{server.server_address[1]}/translate"):
        client = ask(server, address=address)
        assert client.post(never, body=BODY).status == 200
        client.close()
    client = ask(server, address="http://translator.invalid/translate")
    with pytest.raises(Refusal) as raised:
        client.post(never, body=BODY)
    assert raised.value.problem.values["reason"] == NO_PROXY
    client.close()


def test_retry_after_as_seconds_and_as_date() -> None:
    assert _retry_after("7") == 7.0
    assert _retry_after(" 0 ") == 0.0
    assert _retry_after("999999999") == 24 * 3600
    soon = datetime.now(UTC) + timedelta(seconds=40)
    seconds = _retry_after(email.utils.format_datetime(soon, usegmt=True))
    assert seconds is not None
    assert 37 < seconds <= 40
    assert _retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert _retry_after("Wed, 21 Oct 2015 07:28:00") == 0.0
    for wrong in ("", "soon", "-5", "nan", "1e9", "99999999999999999999", "Wed, 99 Oct 2015 07:28:00 GMT"):
        assert _retry_after(wrong) is None

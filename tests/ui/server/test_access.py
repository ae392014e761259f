"""Who may ask: logins, sessions and tokens at a real server."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from itsdangerous import URLSafeSerializer

from rag.errors import UsageError
from rag.settings import Settings, make_settings
from tests.fixtures.memory_assistant import MemoryAssistant, document
from tests.fixtures.payloads import PAYLOADS
from tests.fixtures.tab import Tab, serving
from ui.cli import main
from ui.server.access import COOKIE
from ui.server.address import hosts_of, listen
from ui.server.credentials import checked_name, hashed, new_token, user_by_password
from ui.server.login import ATTEMPTS_A_NAME, FORM_BYTES, onward
from ui.store import Store, open_store
from ui.words.people import PEOPLE_WORDS
from ui.work.limits import Limit
from ui.work.tabs import OF_A_PERSON

pytestmark = pytest.mark.server

LAW = document("law.md", "# Law\n\nThe committee reviews every model before deployment. It sits in Rabat.\n")
QUESTION = "What does the committee review before deployment?"
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(open_store(make_settings(index=tmp_path_factory.mktemp("people")))) as opened:
        digest = hashed(PASSWORD)
        for name in ("ada", "bob", "eve"):
            opened.people.add(name, digest)
        yield opened


@pytest.fixture(scope="module")
def url(store: Store) -> Iterator[str]:
    with serving(MemoryAssistant([LAW]), store=store) as address:
        yield address


def log_in(url: str, name: str, password: str = PASSWORD) -> httpx.Response:
    return httpx.post(f"{url}/login", data={"name": name, "password": password}, timeout=60)


@pytest.fixture(scope="module")
def cookies(url: str) -> dict[str, str]:
    """The cookie of each user, as a browser sends it."""
    return {name: f"{COOKIE}={log_in(url, name).cookies[COOKIE]}" for name in ("ada", "bob")}


def test_nothing_is_answered_before_the_login(url: str) -> None:
    for path, wanted in (("/", ""), ("/api/docs", "?next=%2Fapi%2Fdocs"), ("/?c=ab", "?next=%2F%3Fc%3Dab")):
        reply = httpx.get(url + path, timeout=60)
        assert (reply.status_code, reply.headers["location"]) == (303, f"/login{wanted}")
    for path in (
        "/config", "/preuve/preuve.js", "/theme.css", "/api/documents", "/api/health", "/api/openapi.json",
        "/gradio_api/heartbeat/abcdefghijk", "/gradio_api/queue/data?session_hash=abcdefghijk", "/static/fonts/x",
        "/assets/index.js", "/gradio_api/startup-events", "/manifest.json",
    ):  # fmt: skip
        assert httpx.get(url + path, timeout=60).status_code == 401, path
    for path in ("/api/ask", "/gradio_api/queue/join", "/gradio_api/run/predict", "/logout", "/gradio_api/reset"):
        assert httpx.post(url + path, json={"question": QUESTION, "session_hash": "x"}).status_code == 401, path
    assert httpx.get(f"{url}/api/health", timeout=60).json()["error"].startswith("Log in first")


def test_the_cookie_is_for_this_server_alone(url: str) -> None:
    reply = log_in(url, " ADA ")
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie
    behind = {"origin": url.replace("http:", "https:")}
    reply = httpx.post(f"{url}/login", data={"name": "ada", "password": PASSWORD}, headers=behind)
    assert "Secure" in reply.headers["set-cookie"]
    elsewhere = {"origin": "https://evil.example"}
    reply = httpx.post(f"{url}/login", data={"name": "ada", "password": PASSWORD}, headers=elsewhere)
    assert reply.status_code == 403


def test_who_is_logged_in_may_ask_until_the_logout(url: str) -> None:
    cookie = {"cookie": f"{COOKIE}={log_in(url, 'ada').cookies[COOKIE]}"}
    assert httpx.get(url, headers=cookie, timeout=60).status_code == 200
    assert httpx.get(f"{url}/login", headers=cookie, timeout=60).headers["location"] == "/"
    assert httpx.post(f"{url}/api/ask", json={"question": QUESTION}, headers=cookie).json()["abstained"] is False
    reply = httpx.post(f"{url}/logout", headers=cookie)
    assert reply.status_code == 303
    assert 'preuve_session=""' in reply.headers["set-cookie"]
    assert httpx.get(f"{url}/api/health", headers=cookie, timeout=60).status_code == 401


def test_made_up_cookies_and_tokens_are_refused(url: str, store: Store, cookies: dict[str, str]) -> None:
    name, _, value = cookies["ada"].partition("=")
    forged = [
        value[:-1],
        value + "x",
        value.split(".")[0],
        "x.y",
        "",
        "a" * 5000,
        '"; DROP',
        URLSafeSerializer(store.key, "preuve session").dumps("no such session"),
    ]
    for made_up in forged:
        assert httpx.get(f"{url}/api/health", headers={"cookie": f"{name}={made_up}"}, timeout=60).status_code == 401, (
            made_up
        )
    for token in ("preuve_x", "x" * 10_000, value):
        assert (
            httpx.get(f"{url}/api/health", headers={"authorization": f"Bearer {token}"}, timeout=60).status_code == 401
        )


def test_a_token_asks_through_the_api_and_nothing_else(url: str, store: Store) -> None:
    person = store.people.named("bob")
    assert person is not None
    headers = {"authorization": f"Bearer {new_token(store, person.id)}"}
    assert httpx.get(f"{url}/api/documents", headers=headers, timeout=60).json()[0]["file"] == "law.md"
    assert httpx.get(url, headers=headers, timeout=60).status_code == 303
    assert httpx.get(f"{url}/config", headers=headers, timeout=60).status_code == 401
    store.people.revoke_tokens(person.id)
    assert httpx.get(f"{url}/api/documents", headers=headers, timeout=60).status_code == 401


def test_another_password_ends_all_sessions(url: str, store: Store) -> None:
    person = store.people.named("eve")
    assert person is not None
    cookie = {"cookie": f"{COOKIE}={log_in(url, 'eve').cookies[COOKIE]}"}
    store.people.change_password(person.id, hashed("another password"))
    assert httpx.get(f"{url}/api/health", headers=cookie, timeout=60).status_code == 401
    assert log_in(url, "eve").status_code == 401
    assert log_in(url, "eve", "another password").status_code == 303


@pytest.mark.parametrize(
    ("wanted", "onto"),
    [
        ("/?c=0123456789abcdef", "/?c=0123456789abcdef"), ("/api/docs", "/api/docs"), ("//evil.example/", "/"),
        ("https://evil.example/", "/"), ("/\\evil.example", "/"), ("/logout", "/"), ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)  # fmt: skip
def test_a_login_leads_on_to_pages_of_ours_alone(wanted: str, onto: str) -> None:
    assert onward(wanted) == onto


def test_a_password_is_changed_for_the_old_one_and_other_sessions_end(url: str, store: Store) -> None:
    store.people.add("zoe", hashed(PASSWORD))
    here, there = (f"{COOKIE}={log_in(url, 'zoe').cookies[COOKIE]}" for _ in range(2))
    fresh = "battery horse correct"
    form = {"current": PASSWORD, "password": fresh, "again": fresh}

    def change(**fields: str) -> httpx.Response:
        return httpx.post(f"{url}/password", data={**form, **fields}, headers={"cookie": here}, timeout=60)

    for wrong, status, told in (
        ({"current": "wrong"}, 401, PEOPLE_WORDS["en"].wrong_password),
        ({"again": "another one"}, 422, PEOPLE_WORDS["en"].passwords_differ),
        ({"password": "short", "again": "short"}, 422, PEOPLE_WORDS["en"].password_length.format(least=8, most=1000)),
    ):
        reply = change(**wrong)
        assert (reply.status_code, told in reply.text) == (status, True)
    assert log_in(url, "zoe").status_code == 303
    reply = change()
    assert reply.status_code == 200
    anew = {"cookie": f"{COOKIE}={reply.cookies[COOKIE]}"}
    assert httpx.get(f"{url}/api/health", headers=anew, timeout=60).status_code == 200
    for ended in (here, there):
        assert httpx.get(f"{url}/api/health", headers={"cookie": ended}, timeout=60).status_code == 401
    assert [log_in(url, "zoe", each).status_code for each in (PASSWORD, fresh)] == [401, 303]
    assert httpx.post(f"{url}/password", data=form, timeout=60).status_code == 401


@pytest.mark.parametrize("language", PEOPLE_WORDS)
def test_a_wrong_login_is_one_polite_line(url: str, language: str) -> None:
    words = PEOPLE_WORDS[language]
    reply = httpx.post(
        f"{url}/login",
        data={"name": f"nobody-{language}", "password": "x"},
        headers={"accept-language": language},
        timeout=60,
    )
    assert reply.status_code == 401
    assert words.wrong_login in reply.text
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in reply.text
    assert "content-security-policy" in reply.headers
    assert reply.headers["cache-control"] == "no-store"
    assert "set-cookie" not in reply.headers


def test_bad_forms_are_wrong_logins(tmp_path: Path) -> None:
    bodies = [
        b"", b"name=ada", b"\xff\xfe", b"name=%ED%A0%80&password=x", b"name=a%00b&password=%00", b"{}", b"&" * 50,
        b"name=" + b"x" * 100_000, b"name=ada2&password=" + b"x" * 200_000, b"name=<b>&password=x",
    ]  # fmt: skip
    bodies += [f"name={payload}&password={payload}".encode() for payload in PAYLOADS[:5]]
    with closing(open_store(make_settings(index=tmp_path))) as store:
        store.people.add("ada", hashed(PASSWORD))
        with serving(MemoryAssistant([LAW]), store=store) as url:
            for body in bodies:
                reply = httpx.post(f"{url}/login", content=body, timeout=60)
                assert reply.status_code in ((413,) if len(body) > FORM_BYTES else (401, 429)), body[:50]
                assert "<b>" not in reply.text
                assert "PWNED" not in reply.text
            assert httpx.post(f"{url}/login", content=b"x" * 1_000_000).status_code == 413


def test_guessing_is_slowed_down_for_a_name_and_an_address(tmp_path: Path) -> None:
    with closing(open_store(make_settings(index=tmp_path))) as store:
        store.people.add("ada", hashed(PASSWORD))
        store.people.add("bob", hashed(PASSWORD))
        with serving(MemoryAssistant([LAW]), store=store) as url, ThreadPoolExecutor(8) as pool:
            guesses = list(pool.map(lambda number: log_in(url, "Ada", f"guess {number}"), range(ATTEMPTS_A_NAME + 5)))
            assert sorted(reply.status_code for reply in guesses) == [401] * ATTEMPTS_A_NAME + [429] * 5
            late = log_in(url, "ada")
            assert late.status_code == 429
            assert int(late.headers["retry-after"]) > 0
            assert PEOPLE_WORDS["en"].many_logins.format(minutes=5) in late.text
            assert log_in(url, "bob").status_code == 303


def test_a_tab_belongs_to_who_opened_it(url: str, cookies: dict[str, str]) -> None:
    ada, bob = Tab(url, cookies["ada"]), Tab(url, cookies["bob"])
    ada.call("ask", QUESTION)
    bob.session = ada.session
    for listener in ("navigate", "ask"):
        with pytest.raises(httpx.HTTPStatusError, match="403"):
            bob.call(listener, "cite 1 1")
    for path in (f"heartbeat/{ada.session}", f"queue/data?session_hash={ada.session}"):
        with bob.stream(path) as stream:
            assert stream.status_code == 403


@pytest.mark.parametrize(
    "query",
    ["session_hash={tab}", "session_hash=mine&session_hash={tab}", "session%5Fhash={tab}", "session_has%68={code}",
     "session_hash=mine&session_has%68={code}", "x=1&&session_hash={code}&"],
)  # fmt: skip
def test_a_tab_is_named_to_the_check_as_it_is_to_gradio(url: str, cookies: dict[str, str], query: str) -> None:
    ada = Tab(url, cookies["ada"])
    ada.post("queue/join", {"data": [], "fn_index": ada.listeners["arrive"]["id"], "session_hash": ada.session})
    written = query.format(tab=ada.session, code="".join(f"%{ord(each):02x}" for each in ada.session))
    with httpx.stream("GET", f"{url}/gradio_api/queue/data?{written}", headers={"cookie": cookies["bob"]}) as reply:
        assert reply.status_code == 403
    with ada.stream(f"queue/data?{written}") as reply:
        assert any("process_completed" in line for line in reply.iter_lines())


def test_a_tab_stays_whose_it_is_however_many_somebody_else_opens(url: str, cookies: dict[str, str]) -> None:
    ada = Tab(url, cookies["ada"])
    ada.call("arrive")
    with httpx.Client(base_url=f"{url}/gradio_api", headers={"cookie": cookies["bob"]}, timeout=60) as bob:
        for number in range(OF_A_PERSON + 5):
            bob.get("queue/data", params={"session_hash": f"bob{number}/"})
        assert bob.post("reset", json={"event_id": "x", "session_hash": ada.session}).status_code == 403
    ada.call("arrive")


def test_two_people_ask_at_once_and_get_their_own_answers(tmp_path: Path) -> None:
    facts = [document(f"f{n}.txt", f"Committee number{n} reviews model number{n}.\n") for n in range(200)]
    with closing(open_store(make_settings(index=tmp_path))) as store:
        people = {name: store.people.add(name, hashed(PASSWORD)) for name in ("ada", "bob")}
        with serving(MemoryAssistant(facts), store=store) as url:
            tabs = {name: Tab(url, f"{COOKIE}={log_in(url, name).cookies[COOKIE]}") for name in people}

            def ask_all(name: str, numbers: range) -> int:
                wrong = 0
                for count, n in enumerate(numbers):
                    if count and count % 10 == 0:
                        tabs[name].call("renew")
                    shown = tabs[name].call("ask", f"number{n} committee reviews?")["conversation"]
                    last = shown.rpartition('class="exchange"')[2]
                    wrong += f"Committee number{n} reviews" not in re.sub(r"<[^>]+>", "", last)
                return wrong

            with ThreadPoolExecutor(2) as pool:
                asked = [pool.submit(ask_all, "ada", range(0, 200, 2)), pool.submit(ask_all, "bob", range(1, 200, 2))]
                assert [future.result() for future in asked] == [0, 0]
        for start, person in enumerate(people.values()):
            kept = store.conversations.of(person)
            turns = [turn for each in kept for turn in store.conversations.turns(person, each.id) or []]
            asked_for = {turn.record["question"].split()[0] for turn in turns}
            assert asked_for == {f"number{n}" for n in range(start, 200, 2)}
            assert (len(kept), len(turns)) == (10, 100)


# Without users, and between the two


def test_users_take_effect_at_once_and_nobody_is_let_in_without_them(tmp_path: Path) -> None:
    with (
        closing(open_store(make_settings(index=tmp_path))) as store,
        serving(MemoryAssistant([LAW]), store=store) as url,
    ):
        assert httpx.get(url, timeout=60).status_code == 200
        assert httpx.get(f"{url}/login", timeout=60).status_code == 404
        assert httpx.get(f"{url}/api/health", headers={"host": "evil.example"}, timeout=60).status_code == 421
        ada = store.people.add("ada", hashed(PASSWORD))
        assert httpx.get(url, timeout=60).status_code == 303
        assert httpx.get(f"{url}/login", headers={"host": "chat.example.org"}, timeout=60).status_code == 200
        store.people.remove(ada)
        assert httpx.get(url, timeout=60).status_code == 200


@pytest.mark.slow
def test_a_server_that_others_reach_needs_users(tmp_path: Path) -> None:
    from concurrent.futures import Future

    from ui.server.server import Server, build_application

    with closing(open_store(make_settings(index=tmp_path))) as store:
        ada = store.people.add("ada", hashed(PASSWORD))
        listener = listen("0.0.0.0", 0, users=True)
        opening: Future[object] = Future()
        opening.set_result(MemoryAssistant([LAW]))
        with ThreadPoolExecutor(1) as pool:
            hosts = hosts_of("0.0.0.0", listener.getsockname()[1])
            application = pool.submit(build_application, opening, Settings(), store, hosts).result()
        server = Server(application, listener)
        server.start()
        try:
            assert server.url.startswith("http://127.0.0.1:")
            assert httpx.get(server.url).status_code == 303
            store.people.remove(ada)
            for path in ("/", "/login", "/api/health", "/config"):
                assert httpx.get(server.url + path).status_code == 403
        finally:
            server.stop()


def test_where_to_listen_depends_on_users() -> None:
    with pytest.raises(UsageError, match="preuve user add NAME"):
        listen("0.0.0.0", None)
    with pytest.raises(UsageError, match="not an address of this machine"):
        listen("198.51.100.1", None, users=True)
    with closing(listen("0.0.0.0", 0, users=True)) as listener:
        assert isinstance(listener, socket.socket)


# The command


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_the_life_of_a_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def user(*words: str) -> int:
        return main(["user", *words, "--index", str(tmp_path)])

    assert user("list") == 0
    assert "no users" in capsys.readouterr().out
    piped(monkeypatch, f"{PASSWORD}\nignored\n")
    assert user("add", "Ada") == 0
    capsys.readouterr()
    with closing(open_store(make_settings(index=tmp_path))) as store:
        assert user_by_password(store, "ada", PASSWORD) is not None
        assert user_by_password(store, "ada", PASSWORD + " ") is None
        assert user_by_password(store, "adb", PASSWORD) is None
        stored = store.people.password("ada")
        assert stored is not None
        assert stored[1].startswith("$argon2id$")
    assert user("token", "ADA") == 0
    printed = capsys.readouterr()
    assert re.fullmatch(r"preuve_[\w-]{40,}\n", printed.out)
    assert printed.out.strip() not in (tmp_path / "people" / "people.sqlite").read_bytes().decode("latin-1")
    piped(monkeypatch, "another password\n")
    assert user("password", "ada") == 0
    assert user("token", "ada", "--revoke") == 0
    assert "1 tokens" in capsys.readouterr().out
    assert user("remove", "ada") == 2
    assert "--yes" in capsys.readouterr().err
    assert user("remove", "ada", "--yes") == 0
    assert "no users any more" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["add", "a b"], PASSWORD, "cannot be the name"),
        (["add", "<script>"], PASSWORD, "cannot be the name"),
        (["add", "x" * 65], PASSWORD, "cannot be the name"),
        (["add", "\u202egnp"], PASSWORD, "cannot be the name"),
        (["add", ""], PASSWORD, "cannot be the name"),
        (["add", "ada"], "", "no password was given"),
        (["add", "ada"], "short", "the password has 5 characters"),
        (["add", "ada"], "x" * 1001, "the password has 1001 characters"),
        (["password", "nobody"], PASSWORD, "there is no user 'nobody'"),
        (["remove", "nobody"], "", "there is no user 'nobody'"),
        (["token", "nobody"], "", "there is no user 'nobody'"),
    ],
)
def test_wrong_use_is_one_line(
    tmp_path: Path, words: list[str], typed: str, said: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    piped(monkeypatch, f"{typed}\n" if typed else "")
    assert main(["user", *words, "--index", str(tmp_path)]) == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert errors.count("\n") == 1
    assert PASSWORD not in errors


def test_names_are_folded_and_may_be_arabic() -> None:
    assert checked_name(" Ａda.Lovelace ") == "ada.lovelace"
    assert checked_name("ندى") == "ندى"


def test_a_limit_counts_for_each_key() -> None:
    limit = Limit(2, 0.2)
    for key in ("a", "b"):
        assert limit.wait(key) == 0
        limit.count_one(key)
        limit.count_one(key)
        assert limit.wait(key) == 1
    limit.take_back("a")
    assert limit.wait("a") == 0
    limit.forget("b")
    assert limit.wait("b") == 0
    limit.count_one("a")
    time.sleep(0.25)
    assert limit.wait("a") == 0
    limit.take_back("nobody")

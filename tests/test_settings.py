import dataclasses
import re
from pathlib import Path

import pytest

from chatserver.commands.settings import reference, value_of
from chatserver.setting_fields import Setting
from chatserver.setting_sources import SettingsError, load_settings
from chatserver.settings import Settings, all_settings, field_names

ROOT = Path(__file__).resolve().parents[1]


def problems_of(environment: dict[str, str], config: Path | None = None, **options: object) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environment, config=config, command_line=options)
    return caught.value.problems


def toml(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "daoban.toml"
    path.write_text(text, "utf-8")
    return path


def test_defaults_are_a_hub_for_this_machine_alone() -> None:
    found = load_settings({})
    assert (found.host, found.port, found.redis_url, found.bureaus) == ("127.0.0.1", 8080, None, {})
    assert found.database_url == "sqlite:///data/daoban.sqlite3"
    assert found.base_url == "http://127.0.0.1:8080"
    assert (found.catalogue_folder / "common.json").exists()


def test_command_line_wins_over_environment_wins_over_file(tmp_path: Path) -> None:
    config = toml(tmp_path, 'port = 1\nhost = "a.example"\nlogin_hours = 2\n')
    found = load_settings({"DAOBAN_PORT": "2", "DAOBAN_LOGIN_HOURS": "3"}, config=config, command_line={"port": 4})
    assert (found.port, found.login_hours, found.host) == (4, 3, "a.example")
    assert found.sources == {
        "port": "option --port",
        "login_hours": "environment variable DAOBAN_LOGIN_HOURS",
        "host": f"{config}:2",
    }


def test_config_file_can_be_named_by_the_environment(tmp_path: Path) -> None:
    assert load_settings({"DAOBAN_CONFIG": str(toml(tmp_path, "port = 99\n"))}).port == 99


def test_tables_and_lists_from_file_and_environment_mean_the_same(tmp_path: Path) -> None:
    config = toml(
        tmp_path,
        'allowed_origins = ["https://etax.example", "http://localhost:8000"]\n'
        '[bureaus]\na = "keys.json"\nb = "https://etax.example/jwks.json?x=1"\n',
    )
    environment = {
        "DAOBAN_ALLOWED_ORIGINS": "https://etax.example, http://localhost:8000",
        "DAOBAN_BUREAUS": "a=keys.json b=https://etax.example/jwks.json?x=1",
    }
    from_file, from_environment = load_settings({}, config=config), load_settings(environment)
    assert from_file == from_environment
    assert from_file.bureaus == {"a": "keys.json", "b": "https://etax.example/jwks.json?x=1"}
    assert from_file.allowed_origins == ("https://etax.example", "http://localhost:8000")


def test_all_problems_are_told_at_once_each_with_its_place(tmp_path: Path) -> None:
    config = toml(tmp_path, 'port = "8080"\n\nlog_levle = "info"\n[bureaus]\na = 1\n')
    problems = problems_of({"DAOBAN_LOGIN_HOURS": "twelve", "DAOBAN_PROT": "1"}, config, host="a b")
    assert problems == [
        f"{config}:3: log_levle: no such setting; did you mean log_level?",
        "environment variable DAOBAN_PROT: no such setting; did you mean DAOBAN_PORT?",
        f"{config}:1: port: expected an integer from 0 to 65535, got '8080'",
        f"{config}:4: bureaus: expected issuers with their JWKS file or address (issuer=source), got {{'a': 1}}",
        "environment variable DAOBAN_LOGIN_HOURS: login_hours: expected an integer from 1 to 168, got 'twelve'",
        "option --host: host: expected a host name or IP address, got 'a b'",
    ]


WHOLE = (
    ["x", "", "1.5", "1_0", "１", "0x10", "1e3", "true", "99999999999999999999999"],
    ["true", "1.0", '"1"', "[1]", "{}"],
)
WORD = (["loud", "INFO ", "info,debug"], ["true", "1", "[]", '["info"]', '""'])
PATH = (
    [" ", "a\nb", "https://etax.example/x", "x" * 4_001],
    ["true", "1", "[]", "{}", '""', '"\\u0000"', "2026-01-01"],
)
ORIGIN = [
    "etax.example",
    "https://",
    "https://:443",
    "https://*.example",
    "https://etax.example/page",
    "https://etax.example?x=1",
    "https://name:secret@etax.example",
    "https://etax.example:port",
    "https://etax.example:0",
    "https://etax.example:65536",
    "https://税.example",
    "https://[::1",
    "ftp://etax.example",
    "*",
    "null",
]
BAD: dict[str, tuple[list[str], list[str]]] = {
    "data": PATH,
    "database_url": (
        [
            "x",
            "mysql://h/x",
            "postgresql://",
            "postgresql://h",
            "postgresql://h/",
            "postgresql://h:port/x",
            "postgresql:///x",
            "sqlite:x",
            "sqlite://",
            "sqlite:///",
            "sqlite:///:memory:",
            "postgresql://h/a b",
        ],
        ["true", "1", "[]", "{}", '""'],
    ),
    "redis_url": (
        [
            *["redis", "redis://", "redis://:6379", "http://h", "unix://", "redis://h:port", "redis://h:99999"],
            *["redis://h,i", "redis+sentinel://h", "redis+sentinel://h,/m", "redis+cluster://h:0", "redis+other://h"],
        ],
        ["true", "1", '["redis://h"]', "{}", '""'],
    ),
    "redis_prefix": (["a b", "a:b", "省", "x" * 61], ["true", "1", "[]", "{}", '""']),
    "host": (
        ["http://a", "a b", "a..b", "-a", "a:80", "1::2::3", "[::1]", "a/b", "*", "x" * 254],
        ["true", "127", '["a"]', "{}", '""'],
    ),
    "port": (["-1", "65536", *WHOLE[0]], ["-1", "65536", *WHOLE[1]]),
    "public_url": (ORIGIN, ["true", "1", '["https://a.example"]', "{}", '""']),
    "allowed_origins": (
        [*ORIGIN, "https://a.example; https://b.example", "https://a.example http://b/c"],
        ['"https://a.example"', "true", "[1]", '["https://a.example", 1]', "{}", '[""]', '["https://*.example"]'],
    ),
    "bureaus": (
        ["keys.json", "a=", "=keys.json", "a=x a=y", "a=ftp://x/y", "a=https://", "a=https://h:port/x", "a"],
        [
            '"a=b"',
            "[]",
            '["a=b"]',
            "{a = 1}",
            '{a = ""}',
            '{"" = "x"}',
            '{"a b" = "x"}',
            '{a = ["x"]}',
            "{a = {b = 1}}",
        ],
    ),
    "audience": ([" ", "two\nlines", "x" * 501], ["true", "1", '["daoban"]', "{}", '""']),
    "catalogue_folder": PATH,
    "drain_seconds": (["-1", "301", *WHOLE[0]], ["-1", "301", *WHOLE[1]]),
    "login_hours": (["0", "169", "-1", *WHOLE[0]], ["0", "169", *WHOLE[1]]),
    "offer_seconds": (["4", "121", *WHOLE[0]], ["4", "121", *WHOLE[1]]),
    "officer_grace_seconds": (["9", "601", *WHOLE[0]], ["9", "601", *WHOLE[1]]),
    "queue_absence_seconds": (["29", "7201", *WHOLE[0]], ["29", "7201", *WHOLE[1]]),
    "session_absence_seconds": (["59", "86401", *WHOLE[0]], ["59", "86401", *WHOLE[1]]),
    "rating_hours": (["0", "721", *WHOLE[0]], ["0", "721", *WHOLE[1]]),
    "trusted_proxies": (["-1", "10", *WHOLE[0]], ["-1", "10", *WHOLE[1]]),
    "max_connections": (["9", "1000001", *WHOLE[0]], ["9", "1000001", *WHOLE[1]]),
    "connections_per_address": (["9", "1000001", *WHOLE[0]], ["9", "1000001", *WHOLE[1]]),
    "joins_per_second": (["0", "100001", *WHOLE[0]], ["0", "100001", *WHOLE[1]]),
    "max_waiting_commands": (["99", "1000001", *WHOLE[0]], ["99", "1000001", *WHOLE[1]]),
    "files_folder": PATH,
    "reports_folder": PATH,
    "files_key": (["short", "thirty-two characters with a blank", "x" * 501], ["true", "1", "[]", '""']),
    "files_s3_bucket": (["ab", "Upper", "a_b", "-ab", "x" * 64], ["true", "1", "[]", "{}", '""']),
    "files_s3_endpoint": (ORIGIN, ["true", "1", "[]", "{}", '""']),
    "files_s3_region": (["a b", "a/b", "x" * 61], ["true", "1", "[]", "{}", '""']),
    "files_s3_access_key": (["a b", "x" * 201], ["true", "1", "[]", '""']),
    "files_s3_secret_key": (["a b", "x" * 201], ["true", "1", "[]", '""']),
    "files_megabytes": (["0", "2001", *WHOLE[0]], ["0", "2001", *WHOLE[1]]),
    "files_session_megabytes": (["0", "100001", *WHOLE[0]], ["0", "100001", *WHOLE[1]]),
    "files_per_session": (["0", "1001", *WHOLE[0]], ["0", "1001", *WHOLE[1]]),
    "files_hours": (["0", "169", *WHOLE[0]], ["0", "169", *WHOLE[1]]),
    "files_days": (["0", "36501", *WHOLE[0]], ["0", "36501", *WHOLE[1]]),
    "export_days": (["0", "366", *WHOLE[0]], ["0", "366", *WHOLE[1]]),
    "talk_days": (["29", "36501", *WHOLE[0]], ["29", "36501", *WHOLE[1]]),
    "personal_days": (["29", "36501", *WHOLE[0]], ["29", "36501", *WHOLE[1]]),
    "files_scanner": (
        ["clamd", "http://h", "unix://", "tcp://", "tcp://:3310", "tcp://h:port"],
        ["true", "1", "[]", "{}", '""'],
    ),
    "metrics_token": (["short", "sixteen with a blank", "x" * 501], ["true", "1234567890123456", "[]", '""']),
    "reports_token": (["short", "sixteen with a blank", "x" * 501], ["true", "1234567890123456", "[]", '""']),
    "log_level": WORD,
    "log_format": WORD,
}
"""For each setting what it may not be: as text in the environment, and as a value in TOML."""


def test_no_setting_is_left_out_of_the_table_of_bad_values() -> None:
    assert set(BAD) == {setting.name for setting in all_settings()}


@pytest.mark.parametrize("setting", all_settings(), ids=lambda setting: setting.name)
def test_bad_text_in_the_environment_stops_the_start_with_name_kind_and_source(setting: Setting) -> None:
    for text in filter(None, BAD[setting.name][0]):  # empty means not given
        (problem,) = problems_of({setting.variable: text})
        told = f"environment variable {setting.variable}: {setting.name}: expected {setting.kind.expected}"
        assert problem.startswith(told), text
        assert not setting.secret or problem == told, text


@pytest.mark.parametrize("setting", all_settings(), ids=lambda setting: setting.name)
def test_bad_value_in_the_file_stops_the_start_with_name_kind_and_source(tmp_path: Path, setting: Setting) -> None:
    for value in BAD[setting.name][1]:
        config = toml(tmp_path, f"# comment\n{setting.name} = {value}\n")
        (problem,) = problems_of({}, config)
        told = f"{config}:2: {setting.name}: expected {setting.kind.expected}"
        assert problem.startswith(told), value
        assert not setting.secret or problem == told, value


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("ALLOWED_ORIGINS", "HTTPS://Etax.Example:443/", ("https://etax.example",)),
        ("ALLOWED_ORIGINS", "http://a:80, http://a:8080", ("http://a", "http://a:8080")),
        ("ALLOWED_ORIGINS", "http://[::1]:8080", ("http://[::1]:8080",)),
        ("PUBLIC_URL", "https://daoban.example:443", "https://daoban.example"),
        ("PORT", " 8080\n", 8080),
        ("HOST", "::1", "::1"),
        ("HOST", "hub_1", "hub_1"),
        ("REDIS_URL", "unix:///run/valkey.sock", "unix:///run/valkey.sock"),
    ],
)
def test_what_means_the_same_is_spelled_as_browsers_and_programs_do(name: str, given: str, meant: object) -> None:
    assert getattr(load_settings({f"DAOBAN_{name}": given}), name.lower()) == meant


@pytest.mark.parametrize("text", ["port = ", "port = 1\nport = 2\n", "\x00", "[bureaus"])
def test_file_that_is_no_toml_is_told(tmp_path: Path, text: str) -> None:
    (problem,) = problems_of({}, toml(tmp_path, text))
    assert "cannot be read as TOML" in problem


def test_missing_file_is_told(tmp_path: Path) -> None:
    (problem,) = problems_of({}, tmp_path / "nothing.toml")
    assert problem == f"{tmp_path / 'nothing.toml'}: cannot be read as TOML: No such file or directory"


def test_secrets_come_from_files_and_are_never_told(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://daoban:hush@db/daoban\n", "utf-8")
    found = load_settings({"DAOBAN_DATABASE_URL_FILE": str(file)})
    assert found.database_url == "postgresql://daoban:hush@db/daoban"
    assert "hush" not in repr(found)
    assert value_of(found, "database_url") == "(secret, set)"
    file.write_text("mysql://daoban:hush@db/daoban\n", "utf-8")
    (problem,) = problems_of({"DAOBAN_DATABASE_URL_FILE": str(file)})
    assert "hush" not in problem
    (problem,) = problems_of({"DAOBAN_DATABASE_URL_FILE": str(tmp_path / "gone")})
    assert "cannot read the file" in problem
    (problem,) = problems_of({"DAOBAN_PORT_FILE": str(file)})
    assert "no such setting" in problem


def test_variables_of_tools_and_empty_ones_are_not_settings() -> None:
    environment = {"DAOBAN_CHROMIUM": "/usr/bin/chromium", "DAOBAN_REDIS_URL": "", "OTHER": "x", "DAOBAN_DATA": "/x"}
    found = load_settings(environment)
    assert found.redis_url is None
    assert found.database_url == "sqlite:////x/daoban.sqlite3"


def test_every_setting_says_what_it_means() -> None:
    names = [item.name for item in all_settings()]
    assert len(set(names)) == len(names)
    assert set(field_names().values()) | {"sources"} == {item.name for item in dataclasses.fields(Settings)}
    for item in all_settings():
        assert re.fullmatch(r"[A-Z].{10,}\.", item.meaning), item.name
        assert item.kind.expected


def test_table_of_settings_is_current() -> None:
    assert (ROOT / "docs/settings.md").read_text("utf-8") == reference(), (
        "run: daoban settings --markdown > docs/settings.md"
    )


def test_example_of_the_table_is_one_that_works(tmp_path: Path) -> None:
    example = reference().partition("```toml\n")[2].partition("```")[0]
    found = load_settings({}, config=toml(tmp_path, example))
    assert found.bureaus == {"my-bureau": "https://etax.example/jwks.json"}
    assert found.base_url == "https://daoban.example"

import dataclasses
import re
from pathlib import Path

import pytest

from chatserver.commands.settings import reference, value_of
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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "8080.0"),
        ("LOGIN_HOURS", "0"),
        ("TRUSTED_PROXIES", "ten"),
        ("HOST", "http://a"),
        ("PUBLIC_URL", "daoban.example"),
        ("PUBLIC_URL", "https://daoban.example/path"),
        ("PUBLIC_URL", "https://name:secret@daoban.example"),
        ("PUBLIC_URL", "https://daoban.example:port"),
        ("DATABASE_URL", "mysql://x/y"),
        ("REDIS_URL", "redis"),
        ("ALLOWED_ORIGINS", "https://a.example/page"),
        ("ALLOWED_ORIGINS", "*"),
        ("BUREAUS", "keys.json"),
        ("BUREAUS", "a=x a=y"),
        ("BUREAUS", "a=ftp://x/y"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "JSON"),
        ("METRICS_TOKEN", "short"),
        ("AUDIENCE", "two\nlines"),
    ],
)
def test_value_of_another_kind_stops_the_start(name: str, value: str) -> None:
    (problem,) = problems_of({f"DAOBAN_{name}": value})
    setting = next(item for item in all_settings() if item.variable == f"DAOBAN_{name}")
    assert problem.startswith(f"environment variable DAOBAN_{name}: {setting.name}: expected {setting.kind.expected}")


@pytest.mark.parametrize(
    "line",
    ["port = true", "port = 1.5", "host = 1", 'allowed_origins = "https://a.example"', "bureaus = []", "data = []"],
)
def test_value_of_another_toml_type_stops_the_start(tmp_path: Path, line: str) -> None:
    (problem,) = problems_of({}, toml(tmp_path, f"# comment\n{line}\n"))
    assert ":2: " in problem
    assert "expected" in problem


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

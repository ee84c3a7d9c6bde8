"""Every setting: its name, meaning, kind, default and unit, in one table (docs/settings.md is made from it).

Each comes from the command line, the environment (`DAOBAN_<NAME>`) or one TOML file, in this order of precedence.
Nothing else reads the environment. A wrong or unknown setting stops the start; all problems are told at once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from chatserver import setting_kinds as kinds
from chatserver.domain.files import FileLimits
from chatserver.services.retention import Terms
from chatserver.services.timing import Timing
from chatserver.setting_fields import Setting
from chatserver.setting_fields import setting as _setting
from chatserver.sockets.admission import Room

_MEGABYTE = 1_000_000
_TIMING = Timing()
_ROOM = Room()
_LEAST_DAYS = 30
"""As long as a session can be rated at the most: what is written then is purged with the rest."""
_HERE = Path(__file__).parent
_ROOT = _HERE.parent


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings in force. `sources` says for each name that was given where it came from."""

    data_folder: Path = _setting(  # noqa: RUF009 - describes the field
        kinds.folder(), Path("data"), "Where the embedded database, keys and files are kept.", name="data"
    )
    database_url: str = _setting(
        kinds.database(),
        "",
        "The database: `sqlite:///path` or `postgresql://name:password@host/database` (15 or newer).",
        secret=True,
        shown="sqlite:///<data>/daoban.sqlite3",
    )
    redis_url: str | None = _setting(
        kinds.redis(),
        None,
        "Redis (7 or newer) or Valkey that carries news between several hub nodes; one node needs none. One server: "
        "`redis://[name:password@]host[:port]` or `unix:///path`; what Sentinels name: "
        "`redis+sentinel://[…@]host[:port],host…/master-name`; Cluster: `redis+cluster://[…@]host[:port],host…`; "
        "`rediss` for TLS.",
        secret=True,
    )
    redis_prefix: str = _setting(
        kinds.text("letters, digits, . _ -", r"[0-9A-Za-z._-]{1,60}"),
        "daoban",
        "How the channels' names begin; hubs that share a server but not their people need different ones.",
    )
    host: str = _setting(kinds.host(), "127.0.0.1", "Address to listen on.")
    port: int = _setting(kinds.integer(0, 65535), 8080, "Port to listen on; 0 takes a free one.")
    public_url: str | None = _setting(
        kinds.origin(),
        None,
        "The hub's address as browsers know it; with https the login cookie is marked Secure.",
        shown="http://<host>:<port>",
    )
    allowed_origins: tuple[str, ...] = _setting(
        kinds.origins(), (), "Web origins of the bureaus that embed the widget. The hub's own origin is always allowed."
    )
    bureaus: Mapping[str, str] = _setting(
        kinds.bureaus(),
        dict,
        "Whose help tickets are accepted: issuer (`iss`) and the JWKS file or address with its public keys.",
        shown="none",
    )
    audience: str = _setting(kinds.text("a text"), "daoban", "What help tickets must name as `aud`.")
    catalogue_folder: Path = _setting(  # noqa: RUF009 - describes the field
        kinds.folder(),
        _HERE / "catalogue",
        "Folder with `common.json` and `matters/*.json`.",
        shown="the catalogue that comes with Daoban",
    )
    login_hours: int = _setting(kinds.integer(1, 168), 12, "How long an officer's login lasts.", unit="hours")
    offer_seconds: int = _setting(
        kinds.integer(5, 120),
        _TIMING.offer_seconds,
        "How long an officer may look at an offer; who lets it pass is away until they say otherwise.",
        unit="seconds",
    )
    officer_grace_seconds: int = _setting(
        kinds.integer(10, 600),
        _TIMING.officer_grace_seconds,
        "How long an officer's line may be gone before their sessions go back to the queue; browsers that lost a line "
        "may take 20 to try again.",
        unit="seconds",
    )
    queue_absence_seconds: int = _setting(
        kinds.integer(30, 7_200),
        _TIMING.queue_absence_seconds,
        "How long a waiting taxpayer's page may be gone before the session is ended.",
        unit="seconds",
    )
    session_absence_seconds: int = _setting(
        kinds.integer(60, 86_400),
        _TIMING.session_absence_seconds,
        "How long a taxpayer's page may be gone before a talk with an officer is ended.",
        unit="seconds",
    )
    rating_hours: int = _setting(
        kinds.integer(1, 720), 24, "How long after its end a session can be rated.", unit="hours"
    )
    drain_seconds: int = _setting(
        kinds.integer(0, 300),
        10,
        "How long a node that stops takes to let its people move to other nodes, a few at a time. Without another node "
        "it stops at once.",
        unit="seconds",
    )
    trusted_proxies: int = _setting(
        kinds.integer(0, 9),
        0,
        "How many reverse proxies stand before the hub; that many last `X-Forwarded-For` entries are believed.",
    )
    max_connections: int = _setting(
        kinds.integer(10, 1_000_000),
        _ROOM.max_connections,
        "Pages that may be connected to this node; a taxpayer's beyond that is told `busy` and when to try again.",
    )
    connections_per_address: int = _setting(
        kinds.integer(10, 1_000_000),
        _ROOM.connections_per_address,
        "Pages of one network address on this node: as many as may sit behind one office's router.",
    )
    joins_per_second: int = _setting(
        kinds.integer(1, 100_000),
        _ROOM.joins_per_second,
        "Taxpayers' pages that this node lets in a second (five seconds' worth at once); the others are given a moment "
        "each to come back.",
    )
    max_waiting_commands: int = _setting(
        kinds.integer(100, 1_000_000),
        _ROOM.max_waiting_commands,
        "Commands under way at once on this node; beyond that they are answered `busy`.",
    )
    files_folder: Path | None = _setting(  # noqa: RUF009 - describes the field
        kinds.folder(),
        None,
        "Where uploads arrive and files are kept; several nodes need one that all of them share.",
        shown="<data>/files",
    )
    files_key: str | None = _setting(
        kinds.text("a text of 32 characters or more", r"\S{32,500}"),
        None,
        "Signs the addresses of files. Several nodes need the same one; a single node draws its own.",
        secret=True,
        shown="drawn at the first start, kept in `<files_folder>/key`",
    )
    files_s3_bucket: str | None = _setting(
        kinds.text("a bucket's name", r"[0-9a-z][0-9a-z.-]{1,61}[0-9a-z]"),
        None,
        "Keep checked files in this bucket of an S3-compatible store (needs `daoban[s3]`); uploads still arrive in "
        "`files_folder`.",
    )
    files_s3_endpoint: str | None = _setting(kinds.origin(), None, "The store's address, where it is not Amazon's own.")
    files_s3_region: str = _setting(kinds.text("a text", r"[0-9A-Za-z-]{1,60}"), "us-east-1", "The store's region.")
    files_s3_access_key: str = _setting(
        kinds.text("a text", r"\S{1,200}"), "", "Who asks the store.", secret=True, shown="none"
    )
    files_s3_secret_key: str = _setting(
        kinds.text("a text", r"\S{1,200}"), "", "Proves who asks the store.", secret=True, shown="none"
    )
    files_megabytes: int = _setting(kinds.integer(1, 2_000), 200, "The largest file that is taken.", unit="MB")
    files_session_megabytes: int = _setting(
        kinds.integer(1, 100_000), 1_000, "All files of one session together.", unit="MB"
    )
    files_per_session: int = _setting(kinds.integer(1, 1_000), 60, "Files of one session.")
    files_hours: int = _setting(
        kinds.integer(1, 168),
        24,
        "How long an upload may take, with all its cuts, before it is given up.",
        unit="hours",
    )
    files_days: int = _setting(
        kinds.integer(1, 36_500),
        180,
        "How long files are kept after their session was closed; what the scanner found, after it was found.",
        unit="days",
    )
    talk_days: int | None = _setting(
        kinds.integer(_LEAST_DAYS, 36_500),
        None,
        "How long after its closing a session keeps what was written in it: messages, notes, comments, reasons. They "
        "are purged from the log then; the figures stay.",
        unit="days",
        shown="for ever",
    )
    personal_days: int | None = _setting(
        kinds.integer(_LEAST_DAYS, 36_500),
        None,
        "How long after its closing a session keeps names, ids of taxpayers and persons, form values and names of "
        "files. Not shorter than `talk_days`, which must be given too, nor than `files_days`.",
        unit="days",
        shown="for ever",
    )
    files_scanner: str | None = _setting(
        kinds.scanner(),
        None,
        "The clamd that looks for viruses: `unix:///path` or `tcp://host:port`. While it is away files wait; without "
        "this setting nothing is scanned.",
    )
    export_days: int = _setting(
        kinds.integer(1, 365),
        7,
        "How long the files of exports that were made in the background can be fetched (`<files_folder>/exports`). Not "
        "longer than `talk_days`.",
        unit="days",
    )
    reports_folder: Path | None = _setting(  # noqa: RUF009 - describes the field
        kinds.folder(),
        None,
        "Where the daily, weekly and monthly reports are written, when the bureau's day is over; without it none are. "
        "Several nodes may share it.",
    )
    metrics_token: str | None = _setting(
        kinds.text("a text of 16 characters or more", r"\S{16,500}"),
        None,
        "When set, `/metrics` wants `Authorization: Bearer <token>`.",
        secret=True,
    )
    reports_token: str | None = _setting(
        kinds.text("a text of 16 characters or more", r"\S{16,500}"),
        None,
        "With it as `Authorization: Bearer <token>` other programs read `/api/reports/v1`; masked, and nothing else.",
        secret=True,
    )
    log_level: str = _setting(kinds.choice("debug", "info", "warning", "error"), "info", "The least that is logged.")
    log_format: str = _setting(kinds.choice("text", "json"), "text", "Log lines for people or for machines.")
    sources: Mapping[str, str] = dataclasses.field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        """Fill in what follows from other settings."""
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{self.data_folder / 'daoban.sqlite3'}")

    @property
    def base_url(self) -> str:
        """The hub's address as browsers know it, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def kept_files(self) -> Path:
        """Where files are kept."""
        return self.files_folder or self.data_folder / "files"

    @property
    def exports_folder(self) -> Path:
        """Where exports that are made in the background lie."""
        return self.kept_files / "exports"

    @property
    def file_limits(self) -> FileLimits:
        """What a session takes."""
        return FileLimits(
            file_bytes=self.files_megabytes * _MEGABYTE,
            files=self.files_per_session,
            total_bytes=self.files_session_megabytes * _MEGABYTE,
        )

    @property
    def timing(self) -> Timing:
        """The hub's written clocks."""
        return Timing(
            offer_seconds=self.offer_seconds,
            officer_grace_seconds=self.officer_grace_seconds,
            queue_absence_seconds=self.queue_absence_seconds,
            session_absence_seconds=self.session_absence_seconds,
            rating_seconds=self.rating_hours * 3_600,
        )

    @property
    def terms(self) -> Terms:
        """How long closed sessions keep what was said in them, and whose they were."""
        return Terms(talk_days=self.talk_days, personal_days=self.personal_days)

    def contradictions(self) -> list[str]:
        """Return what is wrong with settings that are right each by itself."""
        source = self.sources.get("personal_days", "default")
        if self.personal_days is not None and (self.talk_days is None or self.talk_days > self.personal_days):
            return [f"{source}: personal_days: what people write names people; give talk_days, not longer than this"]
        if self.personal_days is not None and self.files_days > self.personal_days:
            return [f"{source}: personal_days: expected at least files_days, {self.files_days}: files have names"]
        if self.talk_days is not None and self.export_days > self.talk_days:  # the shorter term of the two
            source = self.sources.get("export_days", "default")
            return [f"{source}: export_days: expected at most talk_days, {self.talk_days}: exports hold what was said"]
        return []

    @property
    def room(self) -> Room:
        """What a node takes on."""
        return Room(
            max_connections=self.max_connections,
            connections_per_address=self.connections_per_address,
            joins_per_second=self.joins_per_second,
            max_waiting_commands=self.max_waiting_commands,
            trusted_proxies=self.trusted_proxies,
        )

    @property
    def bureau_folder(self) -> Path:
        """Where the demo bureau keeps its own key and drafts; the hub reads only its public keys."""
        return self.data_folder / "bureau"

    @property
    def widget_folder(self) -> Path:
        """The built widget."""
        return _ROOT / "widget" / "dist"

    @property
    def console_folder(self) -> Path:
        """The built officer console."""
        return _ROOT / "agents" / "dist"


def all_settings() -> tuple[Setting, ...]:
    """Return every setting in the order of the table."""
    return tuple(
        Setting(**{**item.metadata, "name": item.metadata["name"] or item.name})
        for item in dataclasses.fields(Settings)
        if item.metadata
    )


def field_names() -> dict[str, str]:
    """Return setting name → attribute of Settings; they differ only where a word alone would say too little."""
    return {item.metadata["name"] or item.name: item.name for item in dataclasses.fields(Settings) if item.metadata}

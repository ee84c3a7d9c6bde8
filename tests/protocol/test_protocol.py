"""Names correspond, generated files are current, every message has an example that decodes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from chatserver.domain.event_types import EVENT_TYPES
from chatserver.protocol import generate
from chatserver.protocol.codec import CommandInvalid, decode_command
from chatserver.protocol.envelope import result_of
from chatserver.protocol.registry import OFFICER_COMMANDS, TAXPAYER_COMMANDS
from chatserver.protocol.signals import SIGNALS
from tests.protocol import story

EXAMPLES = Path(__file__).parent / "examples"
COMMANDS = {**TAXPAYER_COMMANDS, **OFFICER_COMMANDS}
NAME = re.compile(r"^[a-z]+(\.[a-z_]+)?$")


def example(kind: str, name: str) -> bytes:
    return (EXAMPLES / kind / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_an_example_that_decodes_and_encodes_to_itself(name: str) -> None:
    payload = json.loads(example("commands", name))
    command = decode_command(COMMANDS, name, payload)
    assert json.loads(msgspec.json.encode(command)) == payload


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_refuses_a_field_it_does_not_know(name: str) -> None:
    payload = json.loads(example("commands", name))
    with pytest.raises(CommandInvalid):
        decode_command(COMMANDS, name, {**payload, "surprise": 1})


@pytest.mark.parametrize("name", sorted(EVENT_TYPES))
def test_every_event_has_an_example_that_decodes_and_encodes_to_itself(name: str) -> None:
    body = example("events", name)
    event = msgspec.json.decode(body, type=EVENT_TYPES[name])
    assert json.loads(msgspec.json.encode(event)) == json.loads(body)


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)
def test_every_signal_has_an_example_that_decodes(signal: type[msgspec.Struct]) -> None:
    decoded = msgspec.json.decode(example("signals", signal.name), type=signal)  # type: ignore[attr-defined]
    assert isinstance(decoded, signal)


def test_there_are_no_examples_of_messages_that_do_not_exist() -> None:
    for kind, names in (
        ("commands", set(COMMANDS)),
        ("events", set(EVENT_TYPES)),
        ("signals", {signal.name for signal in SIGNALS}),
    ):
        assert {path.stem for path in (EXAMPLES / kind).glob("*.json")} == names


def test_names_are_nouns_with_a_verb() -> None:
    for name in [*COMMANDS, *EVENT_TYPES, *(signal.name for signal in SIGNALS)]:
        assert NAME.match(name), name
    for name in COMMANDS:
        result_of(name)


def test_class_names_are_the_wire_names_turned_round() -> None:
    for name, command in COMMANDS.items():
        noun, verb = name.split(".")
        words = [*verb.split("_"), noun]
        spelled = re.findall(r"[A-Z][a-z]+", command.__name__)
        assert spelled[0].lower() == words[0], name
    for name, event in EVENT_TYPES.items():
        assert event.__name__.lower() == name.replace(".", "").replace("_", ""), name


def test_generated_files_are_current() -> None:
    assert generate.main(["--check"]) == 0


def test_the_story_that_the_front_ends_fold_is_current() -> None:
    assert json.loads(story.FILE.read_text("utf-8")) == story.story()

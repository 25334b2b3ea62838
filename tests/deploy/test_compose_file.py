"""docker-compose.yml and Containerfile, as far as they can be judged without starting anything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.deploy import compose

GIVEN = {
    "ALLOWED_HOSTS": "leverage.example",
    "LEVERAGE_ORIGIN": "https://leverage.example",
    "LEVERAGE_SECURITY_CONTACT": "mailto:security@leverage.example",
}
DOCUMENT = compose.document(GIVEN)
SERVICES = compose.services(GIVEN)
OF_THE_SITE = [
    name for name, one in SERVICES.items() if one.stated["image"].startswith("leverage-")
]
# Words of the images and of nginx.conf, which explains them at its head.
OF_IMAGES = {"POSTGRES_USER", "POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS"}
ALL = pytest.mark.parametrize("service", SERVICES.values(), ids=lambda service: service.name)


def schema_faults(file: Path) -> int:
    """Return how check-jsonschema ends over a file, by the schema that it carries along."""
    program = Path(sys.executable).with_name("check-jsonschema")
    words = [str(program), "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(words, capture_output=True, check=False).returncode


def test_it_follows_the_schema_of_compose(tmp_path: Path) -> None:
    assert schema_faults(compose.FILE) == 0
    broken = tmp_path / "docker-compose.yml"
    broken.write_text(compose.FILE.read_text().replace("read_only: true", "read_only: [1]"))
    assert schema_faults(broken) == 1


def test_hadolint_finds_nothing_to_mend() -> None:
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [str(program), "--format", "json", str(compose.CONTAINERFILE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout) == []


def test_it_bears_no_name_of_a_project() -> None:
    assert "name" not in DOCUMENT


@pytest.mark.parametrize("missing", GIVEN)
def test_what_must_be_given_is_asked_for_in_words(missing: str) -> None:
    assert compose.names()[missing] == "?"
    with pytest.raises(compose.NotGivenError, match=r"in \.env"):
        compose.document({**GIVEN, missing: ""})


def variables() -> set[str]:
    of_services = {name for one in SERVICES.values() for name in one.environment}
    return {*of_services, *compose.names()}


def test_every_variable_is_explained_where_people_look() -> None:
    readme = (compose.ROOT / "README.md").read_text()
    proxy = (compose.ROOT / "leverage/deploy/nginx.conf").read_text().partition("error_log")[0]
    unexplained = {
        name
        for name in variables() - OF_IMAGES
        if f"`{name}`" not in readme and name not in proxy and not name.startswith("NGINX_")
    }
    assert unexplained == set()


def test_every_name_of_the_proxys_configuration_is_given() -> None:
    text = (compose.ROOT / "leverage/deploy/nginx.conf").read_text()
    assert set(re.findall(r"\$\{(\w+)\}", text)) <= set(SERVICES["proxy"].environment)


@ALL
def test_a_service_cannot_change_itself_or_gain_rights(service: compose.Service) -> None:
    stated = service.stated
    assert stated["read_only"] is True
    assert stated["cap_drop"] == ["ALL"]
    assert "cap_add" not in stated
    assert "privileged" not in stated
    assert stated["security_opt"] == ["no-new-privileges:true"]
    assert stated["init"] is True
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", stated["user"])


@ALL
def test_a_service_has_bounds(service: compose.Service) -> None:
    stated = service.stated
    assert stated["logging"]["options"]["max-size"]
    assert {"mem_limit", "pids_limit", "networks", "healthcheck"} <= set(stated)
    assert stated["restart"] in {"unless-stopped", "no"}


@ALL
def test_an_image_has_a_version(service: compose.Service) -> None:
    assert re.search(r":\d+(?:\.\d+)*(?:-[\w.]+)?$", service.stated["image"])


def test_each_stage_begins_from_an_image_with_a_version() -> None:
    text = compose.CONTAINERFILE.read_text()
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", text, re.MULTILINE))
    images = set(re.findall(r"^FROM (\S+)", text, re.MULTILINE))
    images |= set(re.findall(r"COPY --from=(\S+)", text))
    assert {
        image for image in images - stages if not re.search(r":\d+(\.\d+)?-\w+", image)
    } == set()
    targets = {one.stated["build"]["target"] for one in SERVICES.values() if "build" in one.stated}
    assert targets <= stages


@ALL
def test_no_secret_stands_in_the_environment_or_in_a_command(service: compose.Service) -> None:
    words = [*service.command, *(value or "" for value in service.environment.values())]
    assert not any(re.search(r"://[^/\s]*:[^/\s]*@", word) for word in words)
    telling = ("SECRET", "PASSWORD", "TOKEN", "DATABASE_URL", "REDIS_URL", "_KEY")
    bare = {
        name
        for name in service.environment
        if any(word in name for word in telling)
        and not name.endswith(("_FILE", "_DIR"))
        and name != "PROXY_KEY"
    }
    assert bare == set()


@ALL
def test_a_secret_that_a_service_reads_is_given_to_it(service: compose.Service) -> None:
    text = json.dumps([service.command, service.environment, service.health])
    read = set(re.findall(r"/run/secrets/([\w.]+)", text))
    if service.name == "database":
        read |= {"database_password"}  # The first start reads it.
    assert read == set(service.stated["secrets"])
    assert read <= set(DOCUMENT["secrets"])


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert [name for name, one in SERVICES.items() if "ports" in one.stated] == ["proxy"]
    closed = {name for name, one in DOCUMENT["networks"].items() if one and one.get("internal")}
    open_to = {name for name, one in SERVICES.items() if set(one.stated["networks"]) - closed}
    assert open_to == {"proxy", "worker"}
    assert not set(SERVICES["proxy"].stated["networks"]) & set(
        SERVICES["database"].stated["networks"]
    )


def conditions(name: str) -> dict[str, str]:
    depends: dict[str, Any] = SERVICES[name].stated["depends_on"]
    return {other: stated["condition"] for other, stated in depends.items()}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_site_starts_after_the_migration(name: str) -> None:
    assert conditions(name)["migrate"] == "service_completed_successfully"


@pytest.mark.parametrize("name", ["migrate", "backup"])
def test_what_is_needed_first_is_healthy_first(name: str) -> None:
    assert set(conditions(name).items()) == {
        ("database", "service_healthy"),
        ("broker", "service_healthy"),
    }
    assert all(SERVICES[other].health for other in conditions(name))


def test_the_database_lies_where_its_image_expects_it() -> None:
    assert ("database", "/var/lib/postgresql") in SERVICES["database"].mounts


def test_what_the_broker_holds_lies_on_no_disk() -> None:
    assert [target for _source, target in SERVICES["broker"].mounts] == ["/etc/valkey/valkey.conf"]
    assert any(entry.startswith("/data:") for entry in SERVICES["broker"].stated["tmpfs"])


def test_what_the_proxy_keeps_lies_in_memory() -> None:
    proxy = SERVICES["proxy"]
    folder = proxy.environment["PROXY_FOLDER"]
    assert any(entry.startswith(f"{folder}:") for entry in proxy.stated["tmpfs"])
    assert proxy.mounts == []


@pytest.mark.parametrize("name", OF_THE_SITE)
def test_a_mounted_file_of_ours_exists(name: str) -> None:
    for service in SERVICES.values():
        for source, _target in service.mounts:
            if source.startswith("./leverage"):
                assert (compose.ROOT / source).is_file()


def test_nothing_secret_or_local_goes_into_an_image() -> None:
    lines = [
        line
        for line in (compose.ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert lines[0] == "*"
    assert {line for line in lines if line.startswith("!")} == {
        f"!{name}"
        for name in (
            *("asks", "leverage", "outcomes", "static", "templates"),
            *("requirements/prod.txt", "manage.py", "LICENSE"),
        )
    }

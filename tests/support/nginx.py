"""A real nginx with the very files of deploy/nginx: only addresses, certificate and paths are put in."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.process import ServerProcess, dying_with_us

if TYPE_CHECKING:
    from collections.abc import Sequence

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
_AROUND = """
daemon off;
master_process off;
error_log stderr notice;
pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    default_type application/octet-stream;
    include {folder}/daoban.conf;
}}
"""


def find_program() -> str | None:
    """Where nginx is, or None."""
    return shutil.which("nginx") or next((str(path) for path in [Path("/usr/sbin/nginx")] if path.exists()), None)


class NginxServer:
    """nginx in front of the nodes on these ports, without TLS."""

    def __init__(self, port: int, nodes: Sequence[int]) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self._folder = tempfile.TemporaryDirectory(prefix="daoban-nginx-")
        main = self._write(port, nodes)
        program = find_program()
        assert program, "there is no nginx"
        test = subprocess.run([program, "-t", "-c", str(main)], capture_output=True, text=True, check=False)
        assert test.returncode == 0, test.stderr
        self._running = ServerProcess(dying_with_us([program, "-c", str(main)]), "using the")

    def stop(self) -> None:
        """End and take the folder away."""
        self._running.stop()
        self._folder.cleanup()

    def _write(self, port: int, nodes: Sequence[int]) -> Path:
        folder = Path(self._folder.name)
        site = at_home((DEPLOY / "daoban.conf").read_text(), port, nodes)
        site = site.replace("/etc/nginx/daoban-locations.conf", str(DEPLOY / "daoban-locations.conf"))
        (folder / "daoban.conf").write_text(site)
        main = folder / "nginx.conf"
        main.write_text(_AROUND.format(folder=folder))
        return main


def at_home(site: str, port: int, nodes: Sequence[int]) -> str:
    """The site's file with the addresses of this machine, and without TLS."""
    for number, node in enumerate(nodes, 1):
        site = site.replace(f"hub{number}.internal:8080", f"127.0.0.1:{node}")
    site = re.sub(r" *listen \[::\].*\n| *ssl_certificate.*\n", "", site)
    return site.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")

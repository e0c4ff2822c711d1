"""Files on their way: gone once handed over, and what a killed process leaves goes at the next start."""

import signal
import subprocess
import sys
from pathlib import Path

from clew.runtime.services.downloads import Downloads

KILLED = """
import sys, time
from pathlib import Path
from clew.runtime.services.downloads import Downloads
download = Downloads(Path(sys.argv[1])).begin()
(download.folder / "members.csv").write_text("profile\\n")
print(download.folder, flush=True)
time.sleep(60)
"""


def places(folder: Path) -> list[Path]:
    """What is there."""
    return sorted(path for path in folder.iterdir() if path.is_dir())


def test_a_download_goes_when_it_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    download = Downloads(folder).begin()
    (download.folder / "members.csv").write_text("profile\n")
    assert places(folder) == [download.folder]
    assert download.folder.stat().st_mode & 0o077 == 0
    download.close()
    assert places(folder) == []


def test_what_a_killed_process_left_goes_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    with subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        mine = Downloads(folder).begin()  # sweeps, and leaves alone what somebody is handing over
        assert places(folder) == sorted([left, mine.folder])
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (left / "members.csv").exists()
    Downloads(folder)
    assert places(folder) == [mine.folder]
    mine.close()

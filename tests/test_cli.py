"""python -m apsync: what it prints, and its exit codes."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

import apsync
from apsync import cli
from pictures import damaged_png, many, png


@pytest.fixture
def run(capfd):
    """A function that runs a command line; returns its code, stdout and stderr."""

    def call(*arguments):
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code
        told = capfd.readouterr()
        return code, told.out, told.err

    return call


def test_generate_of_good_files_is_0_with_a_summary(tmp_path, out, names, run):
    code, told, _ = run("generate", "-d", "-o", out, png(tmp_path / "a.png"))
    assert code == 0
    assert "1 file, 2 thumbnails" in told
    assert names() == ["a_dt.png", "a_pt.png"]


def test_generate_with_a_bad_file_is_1_and_says_why(tmp_path, out, run):
    bad = damaged_png(tmp_path / "bad.png")
    code, told, complaint = run("generate", "-o", out, bad, png(tmp_path / "a.png"))
    assert code == 1
    assert str(bad) in complaint
    assert "(corrupt)" in complaint
    assert "1 failed" in told


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["generate"],
        ["generate", "a.png"],
        ["generate", "a.png", "-o", "out", "--preview-size", "0"],
        ["generate", "a.png", "-o", "out", "--naming", "odd"],
        ["nonsense"],
        ["get"],
        ["attach", "a"],
    ],
)
def test_wrong_use_is_2(run, arguments):
    code, _, complaint = run(*arguments)
    assert code == 2
    assert "usage" in complaint


def test_a_call_that_makes_no_sense_is_2(tmp_path, run):
    picture = png(tmp_path / "a.png")
    code, _, complaint = run("generate", "-o", picture, picture)
    assert code == 2
    assert str(picture) in complaint


def test_generate_of_a_folder_takes_what_is_under_it_but_not_its_own_outputs(tmp_path, run):
    many(tmp_path / "in", 3)
    png(tmp_path / "in" / "deep.png")
    output = tmp_path / "in" / "thumbs"
    for _ in range(2):
        code, told, _ = run("generate", tmp_path / "in", "-o", output)
        assert code == 0
        assert "4 files" in told
    assert len(os.listdir(output)) == 4


def test_generate_json_has_a_result_for_each_file(tmp_path, out, run):
    given = [png(tmp_path / "a.png"), tmp_path / "missing.png"]
    code, told, _ = run("generate", "--json", "-o", out, *given)
    document = json.loads(told)
    assert code == 1
    assert (document["succeeded"], document["failed"]) == (1, 1)
    assert [result["path"] for result in document["results"]] == [str(path) for path in given]
    assert document["results"][1]["error"]["code"] == "not-found"


def test_generate_options_reach_the_work(tmp_path, out, names, run):
    run("generate", png(tmp_path / "a.png", 90, 90), "-o", out, "--naming", "full",
        "--no-preview", "-d", "--detail-size", "33")  # fmt: skip
    assert names() == ["a.png_dt.png"]


def test_attach_and_get(tmp_path, run):
    scene = tmp_path / "scene.blend"
    scene.write_bytes(os.urandom(2000))
    picture = png(tmp_path / "a.png")
    assert run("get", scene)[0] == 1
    assert run("get", scene, "--json")[1:] == ('{\n  "path": null\n}\n', "")
    assert run("attach", scene, picture) == (0, "", "")
    code, told, _ = run("get", scene)
    assert code == 0
    assert told.strip() == apsync.get_thumbnail(str(scene))
    assert run("get", scene, "--preview")[0] == 1
    assert run("attach", "--preview", scene, picture)[0] == 0
    assert json.loads(run("get", scene, "--preview", "--json")[1])["path"].endswith(".png")


def test_a_failed_attach_is_1_and_says_why(tmp_path, run):
    code, _, complaint = run("attach", tmp_path / "missing", png(tmp_path / "a.png"))
    assert code == 1
    assert "missing" in complaint
    code, _, complaint = run("attach", __file__, __file__)
    assert code == 1
    assert "PNG" in complaint


def test_formats_lists_what_is_read(run):
    code, told, _ = run("formats")
    assert code == 0
    assert {"jpeg", "png", "gif", "bmp", "tiff", "webp"} <= {
        line.split()[0] for line in told.splitlines()
    }
    rows = json.loads(run("formats", "--json")[1])["formats"]
    assert {"name", "title", "extensions", "mimetype", "reads"} <= set(rows[0])
    assert ".jpg" in next(row for row in rows if row["name"] == "jpeg")["extensions"]


def test_doctor_tells_versions_places_and_settings(tmp_path, run):
    code, told, _ = run("doctor")
    assert code == 0
    for part in (apsync.__version__, "go1.", "library:", "store:", "cache:", "APSYNC_STORE"):
        assert part in told, part
    document = json.loads(run("doctor", "--json")[1])
    assert document["version"] == apsync.__version__
    assert os.path.isfile(document["library"])
    assert {"name", "value", "origin", "env", "doc"} <= set(document["settings"][0])


def test_doctor_says_where_a_setting_came_from(tmp_path, run):
    (tmp_path / ".apsync").mkdir()
    (tmp_path / ".apsync" / "config.toml").write_text("preview_size = 99\n", encoding="utf-8")
    document = json.loads(run("doctor", tmp_path, "--json")[1])
    setting = next(row for row in document["settings"] if row["env"] == "APSYNC_PREVIEW_SIZE")
    assert (setting["value"], setting["origin"]) == ("99", "project")


def test_doctor_fits_a_terminal_and_says_things_once(run):
    _, told, _ = run("doctor")
    assert all(len(line) <= 100 for line in told.splitlines()), told
    assert sum("memory" in line.lower() for line in told.splitlines()) == 1
    assert "MiB" in next(line for line in told.splitlines() if "memory" in line)
    assert told.count(apsync.__version__) == 1
    assert "ignored" not in told
    assert "problems" not in told
    document = json.loads(run("doctor", "--json")[1])
    assert (document["ignored"], document["problems"]) == ([], [])


def test_doctor_helps_when_a_setting_is_wrong(run, monkeypatch):
    monkeypatch.setenv("APSYNC_PREVIEW_SIZE", "huge")
    code, told, complaint = run("doctor")
    assert (code, complaint) == (1, "")
    for part in (apsync.__version__, "library:", "problems:", "APSYNC_PREVIEW_SIZE", '"huge"'):
        assert part in told, part
    code, told, _ = run("doctor", "--json")
    assert code == 1
    assert "huge" in json.loads(told)["problems"][0]


def python_m_apsync(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "apsync", *map(str, arguments)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_doctor_helps_when_the_library_is_missing(tmp_path):
    nowhere = str(tmp_path / "nowhere.so")
    done = python_m_apsync("doctor", APSYNC_LIBRARY=nowhere)
    assert (done.returncode, done.stderr) == (1, "")
    for part in (apsync.__version__, "python:", "problems:", nowhere):
        assert part in done.stdout, part
    done = python_m_apsync("doctor", "--json", APSYNC_LIBRARY=nowhere)
    document = json.loads(done.stdout)
    assert document["library"] is None
    assert nowhere in document["problems"][0]


@pytest.mark.parametrize(
    "command",
    [
        ["generate", __file__, "-o", "out"],
        ["attach", __file__, __file__],
        ["get", __file__],
        ["formats"],
    ],
)
def test_a_missing_library_is_2(tmp_path, command):
    done = python_m_apsync(*command, "--json", APSYNC_LIBRARY=str(tmp_path / "nowhere.so"))
    assert done.returncode == 2
    assert done.stderr.startswith("apsync: cannot load the library")
    assert json.loads(done.stdout)["error"]["code"] == "not-found"


def test_a_wrong_setting_is_2(tmp_path, run, out, monkeypatch):
    monkeypatch.setenv("APSYNC_PREVIEW_SIZE", "huge")
    command = ["generate", png(tmp_path / "a.png"), "-o", out]
    code, told, complaint = run(*command)
    assert (code, told) == (2, "")
    assert "huge" in complaint
    code, told, _ = run(*command, "--json")
    error = json.loads(told)["error"]
    assert (code, error["code"]) == (2, "argument")
    assert "huge" in error["detail"]


def test_a_failed_attach_has_its_error_in_the_json(tmp_path, run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("not a picture", encoding="utf-8")
    code, told, _ = run("attach", "--json", "notes.txt", "notes.txt")
    assert (code, json.loads(told)["error"]["code"]) == (1, "argument")
    code, told, _ = run("attach", "--json", "missing", "notes.txt")
    assert (code, json.loads(told)["error"]["code"]) == (1, "not-found")


@pytest.mark.parametrize("size", ["15", "16385", "1" + "0" * 30, "9" * 5000, "-20", "²", "x"])
def test_a_size_out_of_range_is_2(run, size):
    code, _, complaint = run("generate", "a.png", "-o", "out", f"--detail-size={size}")
    assert code == 2
    assert "must be a whole number from 16 to 16384" in complaint


def test_generate_into_the_folder_itself_leaves_out_its_own_outputs(tmp_path, run):
    folder = tmp_path / "in"
    many(folder, 2)
    png(folder / "chart_pt.png")
    for _ in range(2):
        code, told, _ = run("generate", folder, "-o", folder, "-d")
        assert code == 0
        assert "3 files" in told
    assert len(os.listdir(folder)) == 3 + 3 * 2
    made = folder / "picture0000_pt.png"
    assert "1 file, 1 thumbnail" in run("generate", made, "-o", tmp_path / "out")[1]


def test_names_that_are_not_text_are_printed_as_they_are(tmp_path):
    if sys.platform in ("win32", "darwin"):
        pytest.skip("names are Unicode here")
    missing = os.fsencode(tmp_path) + b"/r\xf6ck.png"
    command = [sys.executable, "-m", "apsync", "generate", "-o", str(tmp_path / "out"), missing]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert missing in done.stderr


def test_a_reader_that_goes_away_is_no_complaint():
    command = [sys.executable, "-m", "apsync", "formats", "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(timeout=60)


def command_line(*arguments, **settings):
    command = [sys.executable, "-m", "apsync", *map(str, arguments)]
    return subprocess.run(command, stderr=subprocess.PIPE, check=False, **settings)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no device that is full")
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_answer_that_cannot_be_printed_is_1_and_the_work_is_done(tmp_path, out, form):
    source = png(tmp_path / "a.png")
    with open("/dev/full", "wb") as full:
        done = command_line("generate", source, "-o", out, *form, stdout=full)
    assert done.returncode == 1
    assert done.stderr.decode() == "apsync: the answer cannot be printed: No space left on device\n"
    assert os.listdir(out) == ["a_pt.png"]


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are closed with a shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_closed_streams_change_nothing_but_what_is_printed(tmp_path, out, closed):
    good, bad = png(tmp_path / "a.png"), tmp_path / "nothing.png"
    line = f'exec "$0" -m apsync generate "$1" "$2" -o "$3" --json {closed}'
    command = ["sh", "-c", line, sys.executable, good, bad, out]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert os.listdir(out) == ["a_pt.png"]
    if done.stdout:
        assert json.loads(done.stdout)["failed"] == 1


def test_names_that_the_terminal_lacks_are_printed_as_they_are(tmp_path):
    missing = tmp_path / "røck.png"
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = command_line("generate", missing, "-o", tmp_path / "out", env=ascii_only)
    assert done.returncode == 1
    assert os.fsencode(missing) in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and terminals")
def test_ctrl_c_is_130_without_a_traceback(tmp_path, out):
    files = many(tmp_path / "in", 200, 3000, 2000)
    command = [sys.executable, "-m", "apsync", "generate", "-o", str(out), *files]
    environment = {**os.environ, "APSYNC_WORKERS": "1"}  # so that it takes long
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    while not out.exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert "Traceback" not in process.communicate(timeout=300)[1]
    assert process.returncode == 130


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and terminals")
def test_progress_bar_is_shown_on_a_terminal_only(tmp_path, out):
    import fcntl
    import pty
    import struct
    import termios

    command = [sys.executable, "-m", "apsync", "generate", "-o", str(out)]
    command += many(tmp_path / "in", 20)
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    subprocess.run(command, stderr=terminal, stdout=subprocess.DEVNULL, check=True)
    assert b"/20 [" in os.read(main, 65536)
    os.close(terminal)
    os.close(main)
    quiet = subprocess.run(command, capture_output=True, check=True)
    assert quiet.stderr == b""

"""The exceptions: one class for each code, and the built-in one that scripts expect."""

import copy
import errno
import pickle
import re
from pathlib import Path

import pytest

import apsync
from apsync import _faults, errors

ROOT = Path(__file__).parent.parent

EXPECTED = {
    "not-found": FileNotFoundError,
    "access": PermissionError,
    "unknown-format": ValueError,
    "unsupported": ValueError,
    "no-picture": ValueError,
    "corrupt": ValueError,
    "truncated": ValueError,
    "limit-pixels": MemoryError,
    "limit-memory": MemoryError,
    "limit-expansion": MemoryError,
    "limit-depth": MemoryError,
    "limit-count": MemoryError,
    "deadline": TimeoutError,
    "cancelled": apsync.Error,
    "name-taken": apsync.Error,
    "write": OSError,
    "argument": ValueError,
    "internal": apsync.Error,
}
RECORD = {
    "path": "/a/b.png",
    "loader": "png",
    "detail": "row 7 is missing",
    "advice": "save it again",
}


def test_each_code_of_the_core_has_one_class():
    source = (ROOT / "core" / "fault" / "fault.go").read_text(encoding="utf-8")
    codes = re.findall(r'^\t\w+ +Code = "([a-z-]+)"', source, re.MULTILINE)
    assert list(errors.CLASSES) == codes
    assert len(set(errors.CLASSES.values())) == len(codes)


@pytest.mark.parametrize("code", EXPECTED)
def test_class_is_also_the_built_in_one(code):
    error = _faults.from_record({**RECORD, "code": code})
    assert isinstance(error, apsync.Error)
    assert isinstance(error, EXPECTED[code])
    assert isinstance(error, errors.CLASSES[code])
    assert error.code == code
    assert error.path == "/a/b.png"
    if isinstance(error, OSError):
        assert error.filename == error.path
    assert (error.loader, error.detail, error.advice) == (
        "png",
        "row 7 is missing",
        "save it again",
    )
    assert str(error) == f"/a/b.png: png: row 7 is missing ({code}); save it again"


@pytest.mark.parametrize("code", EXPECTED)
@pytest.mark.parametrize("through", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy])
def test_errors_can_be_pickled_and_copied(code, through):
    error = _faults.from_record({**RECORD, "code": code, "errno": errno.ENOSPC})
    again = through(error)
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert {**vars(again)} == {**vars(error)}
    assert getattr(again, "errno", None) == getattr(error, "errno", None)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.EACCES, PermissionError),
        (errno.EPERM, PermissionError),
        (errno.ENOENT, FileNotFoundError),
        (errno.EEXIST, FileExistsError),
        (errno.ENOTDIR, NotADirectoryError),
        (errno.EISDIR, IsADirectoryError),
        (errno.ENOSPC, OSError),
        (0, OSError),
    ],
)
def test_a_failed_write_is_the_oserror_of_its_number(number, expected):
    error = _faults.from_record({**RECORD, "code": "write", "errno": number})
    assert isinstance(error, expected)
    assert isinstance(error, errors.WriteError)
    assert error.errno == (number or None)
    assert error.filename == "/a/b.png"
    assert error.code == "write"
    assert isinstance(pickle.loads(pickle.dumps(error)), expected)


def test_an_unknown_code_is_still_an_error():
    error = _faults.from_record({**RECORD, "code": "later"})
    assert type(error) is apsync.Error
    assert error.code == "later"


def test_a_message_is_what_is_left_where_there_is_no_detail():
    error = _faults.from_record({"code": "internal", "message": "a defect"})
    assert str(error) == "a defect (internal)"

"""Small files on any file system Spark knows, through the Hadoop classes of Spark's own JVM."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..register.places import Place


@contextmanager
def _as_os_error() -> Iterator[None]:
    from py4j.protocol import Py4JJavaError

    try:
        yield
    except Py4JJavaError as error:
        raise OSError(str(error.java_exception.getMessage())) from None


class HadoopFiles:
    """The file systems of a Spark session, by URL."""

    def __init__(self, spark: Any) -> None:
        self._jvm = spark._jvm
        self._configuration = spark._jsc.hadoopConfiguration()

    def _at(self, place: Place) -> tuple[Any, Any]:
        path = self._jvm.org.apache.hadoop.fs.Path(str(place))
        return path.getFileSystem(self._configuration), path

    def names(self, folder: Place) -> list[str]:
        """What a folder holds."""
        with _as_os_error():
            system, path = self._at(folder)
            return [s.getPath().getName() for s in system.listStatus(path)] if system.exists(path) else []

    def exists(self, place: Place) -> bool:
        """Whether there is a file or folder."""
        with _as_os_error():
            system, path = self._at(place)
            return bool(system.exists(path))

    def read(self, file: Place) -> str:
        """A text file."""
        with _as_os_error():
            system, path = self._at(file)
            stream = system.open(path)
            try:
                return str(self._jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8"))
            finally:
                stream.close()

    def write(self, file: Place, text: str) -> None:
        """Write a text file."""
        with _as_os_error():
            system, path = self._at(file)
            stream = system.create(path, True)
            try:
                stream.write(bytearray(text.encode()))
            finally:
                stream.close()

    def remove(self, folder: Place) -> None:
        """Remove a folder, if it is there."""
        with _as_os_error():
            system, path = self._at(folder)
            system.delete(path, True)

    def rename(self, folder: Place, new: Place) -> None:
        """Rename a folder."""
        with _as_os_error():
            system, path = self._at(folder)
            if not system.rename(path, self._at(new)[1]):
                raise OSError(f"{folder} cannot be renamed to {new}")

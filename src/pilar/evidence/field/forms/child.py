"""The child process that converts one XLSForm: bytes on stdin, one JSON object on stdout. Run as `python -m`, never imported.

It limits its own memory and processor time before it touches the file: a workbook is a zip from a stranger.
"""

import io
import json
import resource
import sys

MEMORY_BYTES = 1_200_000_000
CPU_SECONDS = 20
FILE_BYTES = 64_000_000


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    kind = sys.argv[1]
    data = sys.stdin.buffer.read()
    # pyxform prints now and then; only our answer may stand on stdout.
    out, sys.stdout = sys.stdout, sys.stderr
    json.dump(_convert(data, kind), out)
    out.flush()


def _convert(data: bytes, kind: str) -> dict[str, object]:
    from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
    from pyxform.xls2xform import convert  # type: ignore[import-untyped]

    try:
        result = convert(xlsform=io.BytesIO(data), validate=False, pretty_print=False, file_type=kind)
    except PyXFormError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"memory": True}
    except Exception as error:  # noqa: BLE001  a broken workbook fails in the reader with whatever it meets
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    return {"xform": result.xform, "warnings": list(result.warnings), "itemsets": result.itemsets or ""}


if __name__ == "__main__":
    main()

"""Spark SQL spelling of the pair conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SIMILARITY = "pilar_jaro_winkler"


class SparkDialect:
    """Spark's own functions; Jaro-Winkler comes from the Java library that Splink ships (MIT)."""

    def bits_apart(self, column: str) -> str:
        return f"bit_count(l.{column} ^ r.{column})"

    def hamming(self, left: str, right: str) -> str:
        step = f"(n, i) -> n + if(substr({left}, i, 1) = substr({right}, i, 1), 0, 1)"
        return f"aggregate(sequence(1, length({left})), 0, {step})"

    def levenshtein(self, left: str, right: str) -> str:
        return f"levenshtein({left}, {right})"

    def similarity(self, left: str, right: str) -> str:
        return f"{SIMILARITY}({left}, {right})"

    def shares(self, left: str, right: str) -> str:
        return f"arrays_overlap({left}, {right})"

    def contains(self, left: str, right: str) -> str:
        return f"size(array_except({right}, {left})) = 0"


def start_session(master: str = "local[2]", memory: str = "4g", partitions: int = 8) -> SparkSession:
    """A session with the similarity function; on a cluster pass its master and more partitions."""
    import os
    import sys

    from pyspark.sql import SparkSession
    from splink.internals.spark.jar_location import similarity_jar_location

    # The workers must find the same packages as the driver.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master(master)
        .appName("pilar-linkage")
        .config("spark.jars", similarity_jar_location())
        .config("spark.driver.memory", memory)
        .config("spark.sql.shuffle.partitions", str(partitions))
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "100000")
        .getOrCreate()
    )
    register_similarity(session)
    return session


def register_similarity(session: SparkSession) -> None:
    """Make Jaro-Winkler known to a session that has Splink's jar on its path."""
    from pyspark.sql.types import DoubleType

    session.udf.registerJavaFunction(SIMILARITY, "uk.gov.moj.dash.linkage.JaroWinklerSimilarity", DoubleType())

"""Splink 5's simple recipe, the rival: exact NIK, fuzzy name, birth date, mother, frequency adjustment, five rules."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np

TEXT = "name mother_name birth_place".split()


@dataclass
class RivalResult:
    left: np.ndarray
    right: np.ndarray
    probability: np.ndarray
    label: np.ndarray
    seconds: float


def prepared_sql(path: str) -> str:
    """The usual cleaning: lower case, ISO dates, empty as null, NIK that are not 16 digits or one digit as null."""
    texts = ", ".join(f"nullif(trim(lower({c})), '') as {c}" for c in TEXT)
    date = "coalesce(try_strptime(birth_date, '%Y-%m-%d'), try_strptime(birth_date, '%d/%m/%Y'))::date::varchar"
    junk = "regexp_matches(nik, '^([0-9]{16})$') and length(replace(nik, substr(nik, 1, 1), '')) > 0"
    return (
        f"select rec_id::bigint as unique_id, case when {junk} then nik end as nik, nullif(kk, '') as kk, {texts}, sex, "
        f"{date} as dob, substr({date}, 1, 4) as birth_year, kel, regexp_extract(lower(name), '^\\S+') as first_name "
        f"from read_parquet('{path}')"
    )


def link_simple(path: str, rows: int, threshold: float = 0.95) -> RivalResult:
    """Train and predict; `threshold` for clusters. Pairs are returned with every probability above 0.5."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    start = time.perf_counter()
    connection = duckdb.connect()
    connection.execute(f"create table people as {prepared_sql(path)}")
    api = DuckDBAPI(connection=connection)
    frame = api.register("people", dataset_display_name="people")
    fuzzy: dict[str, Any] = {"term_frequency_adjustments": True}
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ExactMatch("nik"),
            cl.JaroWinklerAtThresholds("name", [0.92, 0.85]).configure(**fuzzy),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.JaroWinklerAtThresholds("mother_name", [0.9]).configure(**fuzzy),
            cl.ExactMatch("birth_place").configure(**fuzzy),
            cl.ExactMatch("kel").configure(**fuzzy),
            cl.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("nik"), block_on("name", "dob"), block_on("first_name", "dob"), block_on("kk", "first_name"),
            block_on("name", "kel", "birth_year"),
        ],
        retain_matching_columns=False,
    )  # fmt: skip
    linker = Linker(frame, settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("nik"), block_on("name", "dob")], recall=0.8
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("nik"), max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "dob"), max_pairs=1e6)
    predictions = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predictions, threshold_match_probability=threshold
    )
    pairs = connection.execute(
        f"select unique_id_l, unique_id_r, match_probability from {predictions.physical_name}"
    ).fetchnumpy()
    groups = connection.execute(f"select unique_id, cluster_id from {clusters.physical_name}").fetchnumpy()
    label = np.arange(rows)
    label[np.asarray(groups["unique_id"], np.int64)] = np.asarray(groups["cluster_id"], np.int64)
    seconds = time.perf_counter() - start
    return RivalResult(
        np.asarray(pairs["unique_id_l"], np.int64), np.asarray(pairs["unique_id_r"], np.int64),
        np.asarray(pairs["match_probability"], float), label, seconds,
    )  # fmt: skip

"""Families twice in the register: cards compared by the persons they share, after the persons are known.

A card is one family entry of the register (its own row or KK number). Two cards meet if they hold one person, or
name one KK number within a digit from one house. What they share decides: the same family entered twice
("ganda"), one member on two cards ("pecah"), or two cards whose members stand together on a third ("gabung").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from pilar.evidence.linkage.engine.store import Store

DOUBLED, SPLIT, JOINED = "ganda", "pecah", "gabung"
KIND_TITLES = {
    DOUBLED: "keluarga yang sama tercatat dua kali",
    SPLIT: "anggota tercatat di dua kartu (pecah KK)",
    JOINED: "anggota dua kartu berkumpul di satu kartu (gabung KK)",
}
# More cards than this for one "person" is an error of the persons, not a family.
MOST_CARDS = 20


def link_families(store: Store, cards: np.ndarray, label: np.ndarray) -> pa.Table:
    """Pairs of cards that concern one family.

    `cards`: one card key per record (integers), `label`: person group per record. Result columns: card_a, card_b
    (a < b), shared (persons on both), size_a, size_b (persons), near_kk, same_house (null: unknown), kind.
    """
    connection = store.connection
    connection.register("carded", pa.table({"rid": np.arange(len(cards)), "card": cards, "person": label}))
    connection.execute("create or replace temp table seat as select distinct card, person from carded")
    connection.execute("create or replace temp table card_size as select card, count(*) n from seat group by 1")
    connection.execute(f"create or replace temp table face as {_face_sql(store)}")
    connection.execute(f"create or replace temp table card_pair as {_pairs_sql(store)}")
    found: Any = connection.execute(_kinds_sql()).to_arrow_table()
    connection.unregister("carded")
    return found


def _face_sql(store: Store) -> str:
    """Per card the KK number and the house that most of its records name."""
    kk = "mode(family_id)" if store.schema.has("family_id") else "null::varchar"
    area = "area" if store.profile.area_code else "area_txt"
    house = "null::varchar"
    if store.schema.has("address") and store.schema.has("area"):
        house = f"mode(address_street || '/' || coalesce(address_no, '') || '/' || {area})"
    return f"select card, {kk} as kk, {house} as house from carded join rec using (rid) group by 1"


def _pairs_sql(store: Store) -> str:
    shared = (
        "select a.card card_a, b.card card_b, count(*) shared from seat a join seat b using (person) "
        f"where a.card < b.card and person not in (select person from seat group by 1 having count(*) > {MOST_CARDS}) "
        "group by 1, 2"
    )
    return (
        "select p.*, x.n size_a, y.n size_b, f.kk kk_a, g.kk kk_b, f.house = g.house same_house, "
        f"case when length(f.kk) = length(g.kk) then hamming(f.kk, g.kk) <= 1 end near_kk from ({shared}) p "
        "join card_size x on x.card = p.card_a join card_size y on y.card = p.card_b "
        "join face f on f.card = p.card_a join face g on g.card = p.card_b"
    )


def _kinds_sql() -> str:
    """Kind by shares: most of the smaller card on the other (and more than one person, or one house) is a double."""
    return (
        f"with big as (select case when size_a > size_b then card_a else card_b end host from card_pair "
        "where shared >= 2 and shared < greatest(size_a, size_b) and shared >= least(size_a, size_b) "
        "group by 1 having count(*) >= 2) "
        "select card_a, card_b, shared, size_a, size_b, near_kk, same_house, case "
        f"when card_a in (select host from big) or card_b in (select host from big) then '{JOINED}' "
        "when shared >= 2 and shared * 2 >= least(size_a, size_b) or "
        f"(shared = least(size_a, size_b) and (coalesce(same_house, false) or coalesce(near_kk, false))) then '{DOUBLED}' "
        f"else '{SPLIT}' end kind from card_pair order by card_a, card_b"
    )

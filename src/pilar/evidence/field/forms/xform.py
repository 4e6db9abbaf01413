"""Reads a converted XForm: identity, languages, questions in order. Pure."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Any

_H = "{http://www.w3.org/1999/xhtml}"
_X = "{http://www.w3.org/2002/xforms}"
_ENTITIES = "{http://www.opendatakit.org/xforms/entities}"


@dataclass(frozen=True, slots=True)
class FormText:
    """`fields`: {"path", "type", "label", "label_en", "saveto", "choices"} in the order of the model; `media`: (name, is entity list)."""

    form_id: str
    version: str
    title: str
    languages: list[str]
    fields: list[dict[str, Any]]
    media: list[str]
    datasets: list[str]


def read_form(xform: str) -> FormText:
    """Of a form that pyxform made (no DOCTYPE, trusted shape). Raises ValueError when there is no form in it."""
    root = ET.fromstring(xform)  # noqa: S314  made by pyxform in our own process, not by a stranger
    model = root.find(f"{_H}head/{_X}model")
    if model is None:
        raise ValueError("no model")
    primary = next((one for one in model.findall(f"{_X}instance") if one.get("src") is None and len(one)), None)
    if primary is None:
        raise ValueError("no instance")
    texts = _texts(model)
    labels, choices = _labels(root)
    fields = [
        _field(bind, texts, labels, choices)
        for bind in model.findall(f"{_X}bind")
        if "/meta/" not in (bind.get("nodeset") or "")
    ]
    sources = [one.get("src", "") for one in model.findall(f"{_X}instance") if one.get("src")]
    files = [one.rsplit("/", 1)[-1] for one in sources]
    entities = [
        one.get("dataset", "") for one in primary[0].iter() if one.tag.endswith("}entity") and one.get("dataset")
    ]
    return FormText(
        form_id=primary[0].get("id", ""), version=primary[0].get("version", ""), title=root.findtext(f"{_H}head/{_H}title") or "",
        languages=[one.get("lang", "") for one in model.findall(f"{_X}itext/{_X}translation")], fields=fields,
        media=list(dict.fromkeys(one for one in files if "." in one)), datasets=list(dict.fromkeys(entities)),
    )  # fmt: skip


def _field(
    bind: ET.Element, texts: dict[str, dict[str, str]], labels: dict[str, str], choices: dict[str, list[str]]
) -> dict[str, Any]:
    path = bind.get("nodeset") or ""
    label = labels.get(path, "")
    said = texts.get(label, {})
    default = said.get("id", "") or next(iter(said.values()), "" if label in texts else label)
    found: dict[str, Any] = {
        "path": path,
        "type": bind.get("type") or "string",
        "label": default,
        "label_en": said.get("en", ""),
    }
    if save := bind.get(f"{_ENTITIES}saveto"):
        found["saveto"] = save
    if path in choices:
        found["choices"] = choices[path]
    return found


def _texts(model: ET.Element) -> dict[str, dict[str, str]]:
    """itext id -> {language mark ("id", "en", ...): text}; "Bahasa Indonesia (id)" counts as "id"."""
    found: dict[str, dict[str, str]] = {}
    for translation in model.findall(f"{_X}itext/{_X}translation"):
        lang = translation.get("lang", "")
        mark = lang.rsplit("(", 1)[1].rstrip(")") if "(" in lang else lang
        for text in translation.findall(f"{_X}text"):
            value = next((one for one in text.findall(f"{_X}value") if one.get("form") is None), None)
            if value is not None:
                found.setdefault(text.get("id", ""), {})[mark] = "".join(value.itertext()).strip()
    return found


def _labels(root: ET.Element) -> tuple[dict[str, str], dict[str, list[str]]]:
    labels: dict[str, str] = {}
    choices: dict[str, list[str]] = {}
    for one in root.iter():
        path = one.get("ref") or one.get("nodeset")
        label = one.find(f"{_X}label")
        if path and path.startswith("/") and label is not None and one.tag.rsplit("}", 1)[1] not in ("item", "itemset"):
            ref = label.get("ref", "")
            labels[path] = (
                ref.removeprefix("jr:itext('").removesuffix("')") if ref else "".join(label.itertext()).strip()
            )
            items = [item.findtext(f"{_X}value") or "" for item in one.findall(f"{_X}item")]
            if items:
                choices[path] = items
    return labels, choices

"""A phone that shares no code with Pilar: JavaRosa, the engine of ODK Collect, out of pyxform's jar. Runs in a process of its own.

    python javarosa_phone.py FORM.xml MEDIA_FOLDER < wishes.json > result.json

`wishes`: name of a question to its answer (text; choices by their value, several parted by blanks), `#name` to how many more a repeat is filled after its first (else
none). A question without a wish gets a plain answer of its type. Printed: `{"xml": ..., "files": [names], "refused": [[name, answer, why]]}`.
"""

import json
import sys
from pathlib import Path
from typing import Any

import jpype
import jpype.imports
import pyxform

JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
INTEGER, DECIMAL, DATE, TIME, DATE_TIME, GEOPOINT, BINARY, LONG = 2, 3, 4, 5, 6, 10, 12, 13
SELECT_ONE, SELECT_MULTI = 2, 3
PLAIN = {
    INTEGER: ["1", "12", "60", "200", "2025", "20000"], LONG: ["1", "20000"], DECIMAL: ["1.5"], DATE: ["2026-11-01"],
    GEOPOINT: ["-5.1131 105.3067 40 4.5"],
}  # fmt: skip
"""Answers to a question without a wish; the first that the form's constraint allows."""


def references(folder: Path) -> Any:
    """`jr://…` names of a form's media as files of the folder, as Collect resolves them."""

    @jpype.JImplements("org.javarosa.core.reference.Reference")
    class File:
        def __init__(self, uri: str) -> None:
            self.path = str(folder / uri.rsplit("/", 1)[1])
            self.uri = uri

        @jpype.JOverride
        def doesBinaryExist(self) -> bool:
            return Path(self.path).exists()

        @jpype.JOverride
        def getStream(self) -> Any:
            return jpype.JClass("java.io.FileInputStream")(self.path)

        @jpype.JOverride
        def getURI(self) -> str:
            return self.uri

        @jpype.JOverride
        def getLocalURI(self) -> str:
            return self.path

        @jpype.JOverride
        def isReadOnly(self) -> bool:
            return True

        @jpype.JOverride
        def getOutputStream(self) -> None:
            raise OSError("read only")

        @jpype.JOverride
        def remove(self) -> None:
            raise OSError("read only")

        @jpype.JOverride
        def probeAlternativeReferences(self) -> Any:
            return jpype.JArray(jpype.JClass("org.javarosa.core.reference.Reference"))(0)

    @jpype.JImplements("org.javarosa.core.reference.ReferenceFactory")
    class Folder:
        @jpype.JOverride
        def derives(self, uri: Any) -> bool:
            return str(uri).startswith("jr://")

        @jpype.JOverride
        def derive(self, uri: Any, _context: Any = None) -> Any:
            return File(str(uri))

    return Folder()


class Phone:
    """Goes through a form from its first question to its last."""

    def __init__(self, form: Path, media: Path, wishes: dict[str, str]) -> None:
        from org.javarosa.core.model.instance import InstanceInitializationFactory  # type: ignore[import-not-found]
        from org.javarosa.core.reference import ReferenceManager  # type: ignore[import-not-found]
        from org.javarosa.form.api import FormEntryController, FormEntryModel  # type: ignore[import-not-found]
        from org.javarosa.model.xform import XFormsModule  # type: ignore[import-not-found]
        from org.javarosa.xform.util import XFormUtils  # type: ignore[import-not-found]

        XFormsModule().registerModule()
        ReferenceManager.instance().addReferenceFactory(references(media))
        self.form = XFormUtils.getFormFromFormXml(str(form), None)
        self.form.initialize(True, InstanceInitializationFactory())
        self.model = FormEntryModel(self.form)
        self.controller = FormEntryController(self.model)
        self.wishes = wishes
        self.files: list[str] = []
        self.refused: list[list[str]] = []
        self.repeated: dict[str, int] = {}

    def fill(self) -> bytes:
        """The record of the filled form. RuntimeError when the form as a whole does not hold."""
        from org.javarosa.model.xform import XFormSerializingVisitor

        at = self.controller
        event = at.stepToNextEvent()
        while event != at.EVENT_END_OF_FORM:
            if event == at.EVENT_QUESTION:
                self._answer(self.model.getQuestionPrompt())
            elif event == at.EVENT_PROMPT_NEW_REPEAT:
                self._repeat()
            event = at.stepToNextEvent()
        outcome = self.form.validate(True)
        if outcome is not None:
            raise RuntimeError(f"does not hold: {outcome.failedPrompt.toString()} ({outcome.outcome})")
        self.form.postProcessInstance()
        return bytes(XFormSerializingVisitor().serializeInstance(self.form.getMainInstance()))

    def _repeat(self) -> None:
        name = str(self.model.getFormIndex().getReference().getNameLast())
        done = self.repeated.get(name, 0)
        if done < int(self.wishes.get(f"#{name}", "0")):
            self.repeated[name] = done + 1
            self.controller.newRepeat()

    def _answer(self, prompt: Any) -> None:
        name = str(prompt.getIndex().getReference().getNameLast())
        if prompt.isReadOnly() or self.wishes.get(name) == "":
            return
        refused: list[str] = []
        for text in self._texts(prompt, name):
            told = self.controller.answerQuestion(self._value(prompt, text), True)
            if told == self.controller.ANSWER_OK:
                return
            why = "constraint" if told == self.controller.ANSWER_CONSTRAINT_VIOLATED else "required"
            refused = [name, text, why]
        self.refused += [refused] if refused else []

    def _texts(self, prompt: Any, name: str) -> list[str]:
        """What to try, in this order: the wish alone, or plain answers of the type."""
        if name in self.wishes:
            return [self.wishes[name]]
        if prompt.getControlType() in (SELECT_ONE, SELECT_MULTI):
            return [str(choice.getValue()) for choice in prompt.getSelectChoices()]
        if prompt.getDataType() == BINARY:
            self.files.append(f"{name}{len(self.files)}.jpg")
            return self.files[-1:]
        return PLAIN.get(prompt.getDataType(), ["UJI JAVAROSA"])

    def _value(self, prompt: Any, text: str) -> Any:
        data = jpype.JPackage("org").javarosa.core.model.data
        control, kind = prompt.getControlType(), prompt.getDataType()
        if control in (SELECT_ONE, SELECT_MULTI):
            return self._chosen(prompt, text, several=control == SELECT_MULTI)
        if kind == INTEGER:
            return data.IntegerData(int(text))
        if kind == LONG:
            return data.LongData(int(text))
        if kind == DECIMAL:
            return data.DecimalData(float(text))
        if kind == DATE:
            return data.DateData(jpype.JClass("java.text.SimpleDateFormat")("yyyy-MM-dd").parse(text))
        if kind == GEOPOINT:
            return data.GeoPointData(jpype.JArray(jpype.JDouble)([float(part) for part in text.split()]))
        if kind in (TIME, DATE_TIME):
            raise RuntimeError(f"{prompt.getIndex()}: no plain answer for this type")
        return data.StringData(text)

    def _chosen(self, prompt: Any, text: str, *, several: bool) -> Any:
        data = jpype.JPackage("org").javarosa.core.model.data
        choices = {str(choice.getValue()): choice for choice in prompt.getSelectChoices()}
        marks = [jpype.JPackage("org").javarosa.core.model.data.helper.Selection(choices[one]) for one in text.split()]
        if not several:
            return data.SelectOneData(marks[0])
        return data.SelectMultiData(jpype.JClass("java.util.ArrayList")(marks))


def main() -> None:
    jpype.startJVM("-Djava.awt.headless=true", "-Xmx256m", classpath=[str(JAR)])
    phone = Phone(Path(sys.argv[1]), Path(sys.argv[2]), json.load(sys.stdin))
    xml = phone.fill().decode()
    print(json.dumps({"xml": xml, "files": phone.files, "refused": phone.refused}))


if __name__ == "__main__":
    main()

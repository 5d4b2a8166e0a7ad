"""PubTator dumps as columns.

>>> import pubfast
>>> corpus = pubfast.open("examples/sample.pubtator", on_problem="ignore")
>>> corpus[0].document_id
'39820189'
>>> genes = corpus.annotations[corpus.annotations.type == "Gene"]
"""

from pubfast._core import (
    Annotation,
    Annotations,
    CategoryColumn,
    Corpus,
    Document,
    Documents,
    Passage,
    Passages,
    Problem,
    Problems,
    Relation,
    Relations,
    StringColumn,
    __version__,
    problem_codes,
)
from pubfast._detect import Detected, detect
from pubfast._open import open
from pubfast._stream import Stream, stream
from pubfast._versions import show_versions
from pubfast.errors import FormatError, InputError, ParseError, PubfastError, PubfastWarning

__all__ = [
    "Annotation",
    "Annotations",
    "CategoryColumn",
    "Corpus",
    "Detected",
    "Document",
    "Documents",
    "FormatError",
    "InputError",
    "ParseError",
    "Passage",
    "Passages",
    "Problem",
    "Problems",
    "PubfastError",
    "PubfastWarning",
    "Relation",
    "Relations",
    "Stream",
    "StringColumn",
    "__version__",
    "detect",
    "open",
    "problem_codes",
    "show_versions",
    "stream",
]

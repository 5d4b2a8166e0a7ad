"""PubTator dumps as columns.

>>> import pubfast
>>> corpus = pubfast.open("examples/sample.pubtator", on_problem="ignore")
>>> corpus[0].document_id
'39820189'
>>> genes = corpus.annotations[corpus.annotations.type == "Gene"]
"""

from pubfast._check import Report, check
from pubfast._convert import Converted, convert
from pubfast._core import (
    Annotation,
    Annotations,
    CategoryColumn,
    ConceptIndex,
    Corpus,
    Counts,
    Document,
    Documents,
    Entity,
    EntityTable,
    Finding,
    Findings,
    ListColumn,
    NestedDocuments,
    Passage,
    Passages,
    Problem,
    Problems,
    Relation,
    Relations,
    RelationTable,
    Repaired,
    StringColumn,
    TableRelation,
    __version__,
    finding_codes,
    finding_severities,
    problem_codes,
)
from pubfast._counting import concept_index, identifier_counts, type_counts
from pubfast._detect import Detected, detect
from pubfast._info import Info, info
from pubfast._open import open
from pubfast._scan import scan
from pubfast._stream import (
    EntityStream,
    RelationStream,
    Stream,
    StreamTable,
    stream,
    stream_entities,
    stream_relations,
)
from pubfast._tables import read_entities, read_relations
from pubfast._versions import show_versions
from pubfast._write import Writer, Written, write
from pubfast.errors import (
    FormatError,
    InputError,
    OutputError,
    ParseError,
    PubfastError,
    PubfastWarning,
)

__all__ = [
    "Annotation",
    "Annotations",
    "CategoryColumn",
    "ConceptIndex",
    "Converted",
    "Corpus",
    "Counts",
    "Detected",
    "Document",
    "Documents",
    "Entity",
    "EntityStream",
    "EntityTable",
    "Finding",
    "Findings",
    "FormatError",
    "Info",
    "InputError",
    "ListColumn",
    "NestedDocuments",
    "OutputError",
    "ParseError",
    "Passage",
    "Passages",
    "Problem",
    "Problems",
    "PubfastError",
    "PubfastWarning",
    "Relation",
    "RelationStream",
    "RelationTable",
    "Relations",
    "Repaired",
    "Report",
    "Stream",
    "StreamTable",
    "StringColumn",
    "TableRelation",
    "Writer",
    "Written",
    "__version__",
    "check",
    "concept_index",
    "convert",
    "detect",
    "finding_codes",
    "finding_severities",
    "identifier_counts",
    "info",
    "open",
    "problem_codes",
    "read_entities",
    "read_relations",
    "scan",
    "show_versions",
    "stream",
    "stream_entities",
    "stream_relations",
    "type_counts",
    "write",
]

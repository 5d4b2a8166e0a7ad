"""Concept indexes and counts of identifiers and types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from pubfast import _core
from pubfast._core import Annotations, ConceptIndex, Corpus, Counts, EntityTable
from pubfast._input import thread_count, words

Batch = Corpus | Annotations | EntityTable
Batches = Batch | Iterable[Batch]


def concept_index(
    batches: Batches, *, types: Collection[str] | None = None, threads: int | None = None
) -> ConceptIndex:
    """Map each identifier to the PMIDs of the documents that mention it.

    Parameters
    ----------
    batches : corpus, annotations, entity table, or an iterable of them
        Input of the index: one of them, several, or the batches of a stream. The index keeps no batch alive.
    types : collection of str, optional
        Types to index; by default all. Identifiers are not told apart by type: with several types, ``9606``
        stands for the gene as well as for the species.
    threads : int, optional
        As in `open`. The result does not depend on it, nor on the order of the rows.

    Returns
    -------
    ConceptIndex
        ``index["3558"]`` are the PMIDs, ascending and each once; ``concepts``, ``offsets`` and ``pmids``
        are the whole index in the form of compressed sparse rows. ``skipped`` counts the rows that are left
        out: those with missing identifiers, and those of documents whose id is not a plain decimal number.

    Raises
    ------
    TypeError
        Something else is among the batches.

    Notes
    -----
    Cells that hold several identifiers are split by the rules of ``docs/identifiers.md``. Besides a batch,
    memory holds 8 bytes for each pair of identifier and document, and a little for each identifier.
    """
    gathering = _core.ConceptGathering(thread_count(threads), words("types", types, kind="collection of str"))
    for batch in _each(batches):
        gathering.add(batch)
    return gathering.finish()


def identifier_counts(
    batches: Batches, *, types: Collection[str] | None = None, threads: int | None = None
) -> Counts:
    """Count how often each identifier occurs.

    Parameters
    ----------
    batches : corpus, annotations, entity table, or an iterable of them
        As in `concept_index`.
    types : collection of str, optional
        As in `concept_index`.
    threads : int, optional
        As in `open`.

    Returns
    -------
    Counts
        Identifiers and their counts, the most frequent first. An identifier that stands twice in one cell
        counts twice. All missing identifiers are counted together, in ``missing``.
    """
    gathering = _core.CountGathering(thread_count(threads), words("types", types, kind="collection of str"))
    for batch in _each(batches):
        gathering.add(batch)
    return gathering.finish()


def type_counts(batches: Batches) -> dict[str, int]:
    """Count the annotations of each type.

    Parameters
    ----------
    batches : corpus, annotations, entity table, or an iterable of them
        As in `concept_index`.

    Returns
    -------
    dict
        From type to count, the most frequent first; types of equal count are in the order of their names.
    """
    counts: Counter[str] = Counter()
    for batch in _each(batches):
        annotations = batch.annotations if isinstance(batch, Corpus) else batch
        counts.update(annotations.type.counts())
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _each(batches: Batches) -> Iterable[Batch]:
    """Return the batches; a single one is wrapped in a list, since iterating over it would give its rows."""
    return [batches] if isinstance(batches, Batch) else batches

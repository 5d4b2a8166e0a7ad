"""What was measured on the real dump, and what generated dumps have besides."""

from __future__ import annotations

# Measured on a public sample of bioconcepts2pubtator_offsets, with LF line ends: 651 documents and 7,539
# annotations, all ASCII. Names in the first two groups are fields of `Statistics`; they are means and shares.
REAL: dict[str, dict[str, float]] = {
    "documents": {
        "bytes": 1_233_185 / 651,
        "annotations": 7539 / 651,
        "title_characters": 100.85,
        "abstract_characters": 1239.8,
        "title_only_documents": 87 / 651,  # all with an empty |a| line
        "non_ascii_documents": 0.0,
        "documents_with_relations": 0.0,
    },
    "annotations": {
        "mention_characters": 9.63,
        "identifier_bytes": 8.68,
        "empty_identifiers": 544 / 7539,  # all of chemicals
        "composite_identifiers": 3 / 7539,  # 4342;4343, all of genes
        "same_spans": 61 / 7539,  # of the annotation before, with another identifier
        "nested_spans": 116 / 7539,
    },
    "types": {
        "Disease": 3017 / 7539,
        "Chemical": 1828 / 7539,
        "Species": 1763 / 7539,
        "Gene": 904 / 7539,
        "SNP": 16 / 7539,
        "DNAMutation": 8 / 7539,
        "ProteinMutation": 3 / 7539,
    },
}
REAL_DISTINCT = 0.51  # mentions of one document that differ from each other
REAL_IN_TITLE = 0.109  # annotations
REAL_CORRELATION = 0.33  # of a document's annotations with its length
PERCENTS = (0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 100)
REAL_QUANTILES = {  # at PERCENTS
    "title": (6, 14, 43, 57, 71, 82, 90, 98, 106, 117, 129, 150, 165, 219, 281),
    "abstract": (37, 385, 656, 828, 1071, 1236, 1353, 1471, 1565, 1665, 1755, 1941, 2100, 2479, 3930),
    "annotations": (0, 0, 0, 1, 3, 6, 9, 11, 14, 17, 22, 27, 33, 46, 59),
    "annotations_title_only": (0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 5, 6),
}
ADDED = {  # shares of documents; not in the sample, but in full dumps or other PubTator files
    "non_ascii": 0.05,
    "with_relations": 0.03,
    "without_abstract_line": 0.08,  # of title-only documents
    "long": 0.001,  # text and annotations 4 to 16 times as many
}

"""What generated tables are made of: resources, identifiers, relations, and how often there is what."""

from __future__ import annotations

# Rows of each type. Estimates but for their order of magnitude: the published tables are per type.
TYPES = {"Gene": 0.19, "Disease": 0.28, "Chemical": 0.27, "Species": 0.20, "Mutation": 0.04, "CellLine": 0.02}
CONCEPTS = {"Gene": 40_000, "Disease": 9000, "Chemical": 30_000, "Species": 15_000, "CellLine": 3000}

# Measured on whole tables: 60.2 and 10.7 of 450 million rows, 0.4 % of gene rows, 43.5 bytes a gene row.
# Curated resources give no mentions; those of species and cell lines are few.
EMPTY = {"Gene": 0.2, "Disease": 0.14, "Chemical": 0.15, "Species": 0.02, "Mutation": 0.35, "CellLine": 0.01}
NOT_NORMALISED = {"Chemical": 0.07, "Disease": 0.018}  # 0.024 of all rows
COMPOSITE = {"Gene": 0.004, "Species": 0.0005, "CellLine": 0.001}
NONE = 0.0002
QUOTED, FOREIGN = 0.001, 0.003  # mentions with a stray double quote, with a name that is not ASCII
MORE_NAMES = {"Gene": 0.52}  # the chance of one more name in a mention, each time
MORE_NAMES_ELSEWHERE = 0.35
MORE_NAMES_NOT_NORMALISED = 0.7

# Rows that a PMID has in the table of one type: counted in the first 696 rows of a disease table.
ROWS_OF_PMID = (346, 76, 24, 19, 5, 2, 2)
LAST_PMID = 39_999_999

# Resources by type: taggers find mentions, the others are curated. Strongest first.
TAGGERS = {
    "Gene": ["GNormPlus", "PubTator3", "GNorm2"],
    "Disease": ["TaggerOne", "PubTator3", "DNorm"],
    "Chemical": ["TaggerOne", "PubTator3", "tmChem"],
    "Species": ["PubTator3", "SR4GN", "GNorm2"],
    "Mutation": ["tmVar", "PubTator3", "tmVar3"],
    "CellLine": ["TaggerOne", "PubTator3"],
}
CURATED = {
    "Gene": ["gene2pubmed", "BioGRID", "CTD", "MGI", "RGD", "FlyBase", "ZFIN", "UniProt"],
    "Disease": ["MESH", "CTD", "ClinVar", "OMIM", "RGD"],
    "Chemical": ["MESH", "CTD", "ChEBI"],
    "Species": ["MESH", "Taxonomy"],
    "Mutation": ["ClinVar", "dbSNP", "dbGAP", "GWAS"],
    "CellLine": ["Cellosaurus", "MESH"],
}
RESOURCE_SETS = 120  # drawn of each kind and type; several are the same

AMINO_ACIDS = "ARNDCEQGHILKMFPSTWYV"
BASES = "ACGT"

RELATIONS = {
    "associate": 0.44,
    "treat": 0.13,
    "negative_correlate": 0.11,
    "positive_correlate": 0.10,
    "cause": 0.10,
    "stimulate": 0.04,
    "inhibit": 0.035,
    "cotreat": 0.025,
    "compare": 0.012,
    "interact": 0.005,
    "prevent": 0.002,
    "drug_interact": 0.001,
}
PAIRS = {  # the types of both entities, either first
    ("Chemical", "Disease"): 0.36,
    ("Gene", "Disease"): 0.22,
    ("Chemical", "Gene"): 0.14,
    ("Gene", "Gene"): 0.12,
    ("Chemical", "Chemical"): 0.09,
    ("DNAMutation", "Disease"): 0.02,
    ("ProteinMutation", "Disease"): 0.03,
    ("SNP", "Disease"): 0.015,
    ("ProteinMutation", "ProteinMutation"): 0.005,
}
ESCAPED = 0.05  # of the identifiers of DNA variants: &gt; instead of >

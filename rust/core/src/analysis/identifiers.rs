//! Splits a cell into identifiers, by a rule for the type of its row.
//!
//! The forms of identifiers, and the files that have them (those of BioCreative, BioRED, NLM-Chem and NLM-Gene as AIONER
//! gives them):
//!
//! | family | types | separators | seen as | in |
//! |---|---|---|---|---|
//! | table | Gene | `;` | `3065;3066;8841` | `gene2pubtatorcentral` |
//! | table | CellLine | `;` | `CVCL_M374;NCBITaxID:9606` | marea's concept set, from PubTator Central |
//! | table | Species | `;` | as Gene, whose numbers are of the same form | |
//! | block text | Gene | `,` `;` | `7037,7036`, `6647;6648`, `132014,57890;16172,23765` | tmVar3, old dump, NLM-Gene |
//! | block text | GeneOrGeneProduct | `,` `;` | `836,840` | BioRED |
//! | block text | FamilyName, DomainMotif | `,` `;` | `4851;4853`, `3592,3593` | NLM-Gene, GNormPlus |
//! | block text | Species, OrganismTaxon | `,` `;` | `11676,11709` | BioRED |
//! | block text | CellLine | `;` | as in the tables | |
//! | block text | Disease | <code>&#124;</code> `,` `+` | `D006470\|D003556`, `D018813,D018814` | BC5CDR, tmVar3 |
//! | block text | DiseaseOrPhenotypicFeature | <code>&#124;</code> `,` `+` | `D003865,D016584`, `D015458\|D016399` | BioRED |
//! | block text | SpecificDisease, DiseaseClass, Modifier, CompositeMention | <code>&#124;</code> `,` `+` | `D001943\|D010051`, `D004829+D003294` | NCBI Disease |
//! | block text | Chemical, ChemicalEntity, NonStandardRef | <code>&#124;</code> `,` | `D014527\|D012492`, `MESH:D049231,MESH:C042511` | BC5CDR, NLM-Chem, BioRED |
//! | either | every other | none | `tmVar:c\|SUB\|A\|2063\|G;HGVS:c.2063A>G`, `c\|DEL\|1314_1328\|` | tmVar, BioRED |
//!
//! A type that is not listed keeps its cell whole: a variant has pipes, commas, semicolons and plus signs of its
//! own, there are many names for its kinds (SNP, DNAAllele, SequenceVariant …), and an identifier cut in two is
//! lost while one cut too little is not. For the same reason diseases and chemicals of the tables stay whole: no
//! list of them was seen there. Types are compared without regard to case, as tools differ (`Gene`, `GENE`, `gene`).
//!
//! A separator inside parentheses is none, as they belong to one identifier: `22339(Tax:10090),7422` is two.
//! A parenthesis that does not close protects the rest of the cell.
//!
//! Pieces are raw: spaces around them, an empty piece (`D1||D2` has three) and a prefix that only the first
//! has (`MESH:D1|D2`) stay as they are. An empty cell has no pieces.

use std::ops::Range;

use memchr::{memchr, memchr2, memchr3};

use crate::columns::Categories;

/// The two kinds of dump: their lists differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// PubTator3 and PubTator Central tables.
    Table,
    /// Block text in any of its dialects.
    BlockText,
}

/// The separators between the values of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Separators {
    bytes: [u8; Self::MAX],
    count: u8,
    /// True if a separator inside parentheses is text.
    parentheses: bool,
}

const GENES: [&[u8]; 4] = [b"Gene", b"GeneOrGeneProduct", b"FamilyName", b"DomainMotif"];
const SPECIES: [&[u8]; 2] = [b"Species", b"OrganismTaxon"];
const CELL_LINES: [&[u8]; 1] = [b"CellLine"];
const DISEASES: [&[u8]; 6] = [
    b"Disease",
    b"DiseaseOrPhenotypicFeature",
    b"SpecificDisease",
    b"DiseaseClass",
    b"Modifier",
    b"CompositeMention",
];
const CHEMICALS: [&[u8]; 3] = [b"Chemical", b"ChemicalEntity", b"NonStandardRef"];

impl Separators {
    /// The largest number of separators.
    pub const MAX: usize = 8;

    /// No separators: a cell is one value.
    pub const NONE: Self = Self { bytes: [0; Self::MAX], count: 0, parentheses: false };

    /// The pipe of mentions and resources. Mentions have parentheses that do not close, so they protect nothing.
    pub const PIPE: Self = Self { bytes: [b'|', 0, 0, 0, 0, 0, 0, 0], count: 1, parentheses: false };

    /// These bytes as separators, even inside parentheses; none if there are more than [`Separators::MAX`].
    pub fn any(separators: &[u8]) -> Option<Self> {
        let mut bytes = [0; Self::MAX];
        bytes.get_mut(..separators.len())?.copy_from_slice(separators);
        Some(Self { bytes, count: separators.len() as u8, parentheses: false })
    }

    /// The separators between the identifiers of rows of a type.
    pub fn of(kind: &[u8], family: Family) -> Self {
        let among = |types: &[&[u8]]| types.iter().any(|known| known.eq_ignore_ascii_case(kind));
        match family {
            Family::Table if among(&[b"Gene", b"Species", b"CellLine"]) => Self::identifiers(b";"),
            Family::Table => Self::NONE,
            Family::BlockText if among(&GENES) || among(&SPECIES) => Self::identifiers(b",;"),
            Family::BlockText if among(&CELL_LINES) => Self::identifiers(b";"),
            Family::BlockText if among(&DISEASES) => Self::identifiers(b"|,+"),
            Family::BlockText if among(&CHEMICALS) => Self::identifiers(b"|,"),
            Family::BlockText => Self::NONE,
        }
    }

    /// The rule of each type of a dictionary.
    pub fn of_types(types: &Categories, family: Family) -> Vec<Self> {
        types.iter().map(|kind| Self::of(kind, family)).collect()
    }

    fn identifiers(separators: &[u8]) -> Self {
        let separators = Self::any(separators).expect("the rules have three separators at most");
        Self { parentheses: true, ..separators }
    }

    /// The separators.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.count)]
    }

    /// The first separator outside parentheses.
    #[inline]
    fn find(&self, text: &[u8]) -> Option<usize> {
        let [one, two, three, ..] = self.bytes;
        let at = match self.count {
            0 => None,
            1 => memchr(one, text),
            2 => memchr2(one, two, text),
            3 => memchr3(one, two, three, text),
            _ => text.iter().position(|byte| self.as_bytes().contains(byte)),
        }?;
        if self.parentheses && memchr(b'(', &text[..at]).is_some() {
            self.find_outside(text)
        } else {
            Some(at)
        }
    }

    #[cold]
    fn find_outside(&self, text: &[u8]) -> Option<usize> {
        let mut depth = 0_usize;
        text.iter().position(|byte| {
            match byte {
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && self.as_bytes().contains(byte)
        })
    }
}

/// The values of a cell, as ranges in it.
#[inline]
pub fn pieces(cell: &[u8], separators: Separators) -> CellValues<'_> {
    CellValues { cell, separators, next: (!cell.is_empty()).then_some(0) }
}

/// The values of a cell, one after another; see [`pieces`].
#[derive(Clone, Debug)]
pub struct CellValues<'c> {
    cell: &'c [u8],
    separators: Separators,
    next: Option<usize>,
}

impl Iterator for CellValues<'_> {
    type Item = Range<usize>;

    #[inline]
    fn next(&mut self) -> Option<Range<usize>> {
        let begin = self.next?;
        let end = self.separators.find(&self.cell[begin..]).map(|at| begin + at);
        self.next = end.map(|end| end + 1);
        Some(begin..end.unwrap_or(self.cell.len()))
    }
}

/// One side of a relation of the tables, as ranges in its cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationEntity {
    /// The type; none if there is no pipe.
    pub kind: Option<Range<usize>>,
    /// The identifier, which may have pipes of its own.
    pub identifier: Range<usize>,
}

/// Splits `Type|identifier` at the first pipe. Relations of block text have an identifier alone.
pub fn entity(cell: &[u8]) -> RelationEntity {
    match memchr(b'|', cell) {
        Some(at) => RelationEntity { kind: Some(0..at), identifier: at + 1..cell.len() },
        None => RelationEntity { kind: None, identifier: 0..cell.len() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<'c>(kind: &str, family: Family, cell: &'c str) -> Vec<&'c str> {
        pieces(cell.as_bytes(), Separators::of(kind.as_bytes(), family)).map(|place| &cell[place]).collect()
    }

    #[test]
    fn tables_list_genes_species_and_cell_lines() {
        let table = |kind, cell| values(kind, Family::Table, cell);
        assert_eq!(table("Gene", "3065;3066;8841"), ["3065", "3066", "8841"]);
        assert_eq!(table("Gene", "1234(Tax:10090);5678"), ["1234(Tax:10090)", "5678"]);
        assert_eq!(table("Gene", "7037,7036"), ["7037,7036"]);
        assert_eq!(table("Species", "9606;10090"), ["9606", "10090"]);
        assert_eq!(table("CellLine", "CVCL_M374;NCBITaxID:9606"), ["CVCL_M374", "NCBITaxID:9606"]);
        assert_eq!(table("Disease", "MESH:D003866|MESH:D001;x"), ["MESH:D003866|MESH:D001;x"]);
        for kind in
            ["Mutation", "DNAMutation", "ProteinMutation", "SNP", "Variant", "Copy number variation", ""]
        {
            let cell = "tmVar:c|SUB|A|2063|G;HGVS:c.2063A>G;VariantGroup:0;RS#:121";
            assert_eq!(table(kind, cell), [cell]);
            assert_eq!(values(kind, Family::BlockText, cell), [cell]);
        }
    }

    #[test]
    fn block_text_lists_by_type() {
        let block = |kind, cell| values(kind, Family::BlockText, cell);
        assert_eq!(block("Gene", "132014,57890;16172,23765"), ["132014", "57890", "16172", "23765"]);
        assert_eq!(block("GENE", "7422,22339(Tax:10090)"), ["7422", "22339(Tax:10090)"]);
        assert_eq!(block("OrganismTaxon", "11676,11709"), ["11676", "11709"]);
        assert_eq!(block("SpecificDisease", "D004829+D003294"), ["D004829", "D003294"]);
        assert_eq!(block("Disease", "OMIM:604370|OMIM:612555"), ["OMIM:604370", "OMIM:612555"]);
        assert_eq!(block("Chemical", "D014527|D012492"), ["D014527", "D012492"]);
        assert_eq!(block("Chemical", "MESH:D049231,MESH:C042511"), ["MESH:D049231", "MESH:C042511"]);
        assert_eq!(block("CellLine", " CVCL_1452"), [" CVCL_1452"]);
        assert_eq!(block("SequenceVariant", "c|DEL|1314_1328|"), ["c|DEL|1314_1328|"]);
        assert_eq!(block("DNAMutation", "c|SUB|G|2398+1|C"), ["c|SUB|G|2398+1|C"]);
    }

    #[test]
    fn empty_pieces_and_spaces_stay_and_an_empty_cell_has_none() {
        let block = |kind, cell| values(kind, Family::BlockText, cell);
        assert_eq!(block("Disease", "D1||D2|"), ["D1", "", "D2", ""]);
        assert_eq!(block("DiseaseClass", " D015862 + D058499"), [" D015862 ", " D058499"]);
        assert_eq!(block("Disease", ""), [""; 0]);
        assert_eq!(block("DNAMutation", ""), [""; 0]);
        assert_eq!(block("Gene", ";"), ["", ""]);
    }

    #[test]
    fn parentheses_protect_identifiers_and_not_mentions() {
        let gene = |cell| values("Gene", Family::Table, cell);
        assert_eq!(gene("1(a;(b;c);d);2"), ["1(a;(b;c);d)", "2"]);
        assert_eq!(gene("1);2(Tax:3"), ["1)", "2(Tax:3"]);
        assert_eq!(gene("1(Tax:3;2"), ["1(Tax:3;2"]);
        let mentions = "Toll\"-like receptor (4|TLR(4";
        let found: Vec<_> =
            pieces(mentions.as_bytes(), Separators::PIPE).map(|place| &mentions[place]).collect();
        assert_eq!(found, ["Toll\"-like receptor (4", "TLR(4"]);
    }

    #[test]
    fn any_bytes_can_separate() {
        let split = |separators: &str, cell: &'static str| {
            let separators = Separators::any(separators.as_bytes()).expect("few enough");
            pieces(cell.as_bytes(), separators).map(|place| &cell[place]).collect::<Vec<_>>()
        };
        assert_eq!(split("", "a;b"), ["a;b"]);
        assert_eq!(split(";", "a;(b;c"), ["a", "(b", "c"]);
        assert_eq!(split(",;|+ /", "a,b;c|d+e f/g"), ["a", "b", "c", "d", "e", "f", "g"]);
        assert_eq!(Separators::any(b"123456789"), None);
    }

    #[test]
    fn an_entity_is_cut_at_its_first_pipe() {
        let parts = |cell: &'static str| {
            let RelationEntity { kind, identifier } = entity(cell.as_bytes());
            (kind.map(|place| &cell[place]), &cell[identifier])
        };
        assert_eq!(parts("Chemical|MESH:D003911"), (Some("Chemical"), "MESH:D003911"));
        assert_eq!(parts("DNAMutation|c|DEL|1|"), (Some("DNAMutation"), "c|DEL|1|"));
        assert_eq!(parts("|x"), (Some(""), "x"));
        assert_eq!(parts("D003911"), (None, "D003911"));
        assert_eq!(parts(""), (None, ""));
    }
}

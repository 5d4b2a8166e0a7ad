//! ASCII folding as NCBI's taggers do it, one character for one.
//!
//! Before they tag a text, GNorm2 (`BioCDoc.java`) and tmVar3 (`BioCConverter.java`, both at github.com/ncbi) replace
//! the characters listed here, and GNorm2 replaces every other that is not ASCII by a blank. Some dumps have the folded
//! text while their mentions keep the original. Offsets survive, because one character replaces one. A character of two
//! UTF-16 units becomes two blanks in Java, so it does not count here.

/// The characters and what they become, by code point.
#[rustfmt::skip]
const FOLDS: [(char, u8); 65] = [
    ('£', b'L'), ('°', b'o'), ('²', b'2'), ('³', b'3'), ('µ', b'u'), ('·', b'.'), ('¹', b'1'), ('Á', b'A'),
    ('Å', b'A'), ('×', b'x'), ('ß', b'b'), ('à', b'a'), ('ã', b'a'), ('ä', b'a'), ('é', b'e'), ('ï', b'i'),
    ('ó', b'o'), ('ö', b'o'), ('ø', b'0'), ('ü', b'u'), ('č', b'c'), ('Đ', b'D'), ('Ł', b'L'), ('š', b's'),
    ('ƒ', b'f'), ('ɛ', b'e'), ('ɣ', b'g'), ('Δ', b'D'), ('Φ', b'F'), ('Ω', b'O'), ('α', b'a'), ('β', b'b'),
    ('γ', b'g'), ('δ', b'd'), ('ε', b'e'), ('ζ', b'z'), ('η', b'h'), ('θ', b'O'), ('κ', b'k'), ('λ', b'r'),
    ('μ', b'u'), ('ν', b'v'), ('ξ', b'X'), ('π', b'p'), ('ρ', b'p'), ('σ', b's'), ('τ', b't'), ('χ', b'X'),
    ('ω', b'w'), ('‑', b'-'), ('–', b'-'), ('•', b'.'), ('‰', b'%'), ('⁺', b'+'), ('⁻', b'-'), ('←', b'<'),
    ('→', b'>'), ('∆', b'D'), ('∑', b'S'), ('≡', b'='), ('═', b'='), ('〈', b'<'), ('〉', b'>'), ('〖', b'['),
    ('〗', b']'),
];

/// The ASCII byte that replaces a listed character. An ASCII character stays itself.
fn folded(character: char) -> Option<u8> {
    if character.is_ascii() {
        return Some(character as u8);
    }
    FOLDS.binary_search_by_key(&character, |&(from, _)| from).ok().map(|at| FOLDS[at].1)
}

/// True if two characters are equal, or may be equal where either text was folded.
fn is_same(one: char, other: char) -> bool {
    // A character that is not listed became a blank; two of them are not the same for it.
    let is_blank = |listed: u8, other: char| listed == b' ' && other.len_utf16() == 1;
    one == other
        || match (folded(one), folded(other)) {
            (Some(one), Some(other)) => one == other,
            (Some(listed), None) => is_blank(listed, other),
            (None, Some(listed)) => is_blank(listed, one),
            (None, None) => false,
        }
}

/// True if two texts have the same length in code points and are equal once folded.
pub(crate) fn equal_folded(one: &str, other: &str) -> bool {
    let (mut mine, mut theirs) = (one.chars(), other.chars());
    loop {
        match (mine.next(), theirs.next()) {
            (Some(one), Some(other)) if is_same(one, other) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order_and_folds_to_printable_ascii() {
        assert!(FOLDS.is_sorted_by(|one, other| one.0 < other.0));
        assert!(FOLDS.iter().all(|(from, to)| !from.is_ascii() && to.is_ascii_graphic()));
    }

    #[test]
    fn folding_is_one_to_one() {
        for (one, other, expected) in [
            ("α‑ketoglutarate", "a-ketoglutarate", true),
            ("β", "ß", true),
            ("ü", "ue", false),
            ("日", " ", true),
            ("\u{fffd}1.33", " 1.33", true),
            ("\u{1f9ec}", " ", false),
            ("日", "中", false),
            ("日", "b", false),
            ("a", "A", false),
            ("", "", true),
        ] {
            assert_eq!(equal_folded(one, other), expected, "{one} {other}");
            assert_eq!(equal_folded(other, one), expected, "{other} {one}");
        }
    }
}

//! Integers: `-?[0-9]+`, ASCII, of any number of digits.

/// The result of reading a column as an integer, with the value where it fits 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// An integer that fits 32 bits.
    Value(i32),
    /// An integer that does not fit.
    Overflow,
    /// Anything else.
    None,
}

/// Reads a whole column.
pub fn integer(column: &[u8]) -> Integer {
    let (negative, digits) = match column {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Integer::None;
    }
    let significant = digits.iter().position(|&digit| digit != b'0').map_or(&digits[..0], |at| &digits[at..]);
    if significant.len() > 10 {
        return Integer::Overflow;
    }
    let value = significant.iter().fold(0, |value: i64, digit| value * 10 + i64::from(digit - b'0'));
    i32::try_from(if negative { -value } else { value }).map_or(Integer::Overflow, Integer::Value)
}

/// The value of `text[start..end]` if it is one to eight digits with eight bytes of text up to its
/// end: one load, a shift and three multiplications, no loop.
#[inline(always)]
pub fn digits(text: &[u8], start: usize, end: usize) -> Option<i32> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    let missing = 8_usize.wrapping_sub(end.wrapping_sub(start));
    let word = text.get(end.wrapping_sub(8)..end)?;
    if missing > 7 {
        return None;
    }
    let word = u64::from_le_bytes(word.try_into().ok()?);
    // The first digit is the lowest byte: what lies before it becomes leading zeros.
    let kept = u64::MAX << (8 * missing);
    let digits = ((word & kept) | (ZEROS & !kept)).wrapping_sub(ZEROS);
    if (digits | digits.wrapping_add(0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let even = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let odd = ((pairs >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    Some((even.wrapping_add(odd) >> 32) as i32)
}

/// The PMID that an id is: 1 to 18 digits without a leading zero, `0` alone; else -1.
pub fn pmid(id: &[u8]) -> i64 {
    let plain =
        matches!(id, [b'0'] | [b'1'..=b'9', ..]) && id.len() <= 18 && id.iter().all(u8::is_ascii_digit);
    if plain { id.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0')) } else { -1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn integers_and_what_is_none() {
        for (column, expected) in [
            ("0", Integer::Value(0)),
            ("-0", Integer::Value(0)),
            ("007", Integer::Value(7)),
            ("2147483647", Integer::Value(i32::MAX)),
            ("-2147483648", Integer::Value(i32::MIN)),
            ("00000000000000000000012", Integer::Value(12)),
            ("2147483648", Integer::Overflow),
            ("-2147483649", Integer::Overflow),
            ("99999999999999999999999", Integer::Overflow),
            ("", Integer::None),
            ("-", Integer::None),
            ("+4", Integer::None),
            ("12 ", Integer::None),
            ("1.5", Integer::None),
            ("--1", Integer::None),
            ("٣", Integer::None),
        ] {
            assert_eq!(integer(column.as_bytes()), expected, "{column:?}");
        }
        assert_eq!(integer(&[b'9'; 5000]), Integer::Overflow);
    }

    #[test]
    fn pmids_are_plain_decimal_numbers() {
        for (id, expected) in [
            ("39820189", 39_820_189),
            ("0", 0),
            ("999999999999999999", 999_999_999_999_999_999),
            ("1000000000000000000", -1),
            ("000", -1),
            ("007", -1),
            ("PMC12", -1),
            ("-1", -1),
            ("", -1),
        ] {
            assert_eq!(pmid(id.as_bytes()), expected, "{id:?}");
        }
    }

    proptest! {
        #[test]
        fn digits_agree_with_integer(before in "[ -~]{0,10}", column in "[0-9]{0,10}|[ -:]{0,9}", after in "[ -~]{0,3}") {
            let text = format!("{before}{column}{after}");
            let (start, end) = (before.len(), before.len() + column.len());
            let found = digits(text.as_bytes(), start, end);
            let plain = (1..=8).contains(&column.len()) && column.bytes().all(|byte| byte.is_ascii_digit());
            prop_assert_eq!(found.is_some(), plain && end >= 8);
            if let Some(value) = found {
                prop_assert_eq!(integer(column.as_bytes()), Integer::Value(value));
            }
        }
    }
}

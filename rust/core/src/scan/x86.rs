//! Kernels for x86-64. Both read 64 bytes at a time; the end of a block is read from a padded copy.
#![allow(unsafe_code)] // vector loads and stores; each kernel is only handed out where its features were detected

use std::arch::x86_64::*;

use super::{Count, Kernel, NEWLINE, SCAN_BLOCK, SLACK};

const SIMD_STEP: usize = 64;

/// The kernels that this processor can run, the fastest first.
pub fn kernels() -> Vec<(&'static str, Kernel)> {
    let mut all: Vec<(&'static str, Kernel)> = Vec::new();
    if is_x86_feature_detected!("avx512bw") && is_x86_feature_detected!("avx512vbmi2") {
        // SAFETY: the features that `avx512` enables are here (VBMI2 implies the foundation).
        all.push(("avx512", |block, out| unsafe { avx512(block, out) }));
    }
    if is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("popcnt")
    {
        // SAFETY: the features that `avx2` enables are here.
        all.push(("avx2", |block, out| unsafe { avx2(block, out) }));
    }
    all
}

/// The kernels that count bytes that are not ASCII, the fastest first.
pub fn counts() -> Vec<Count> {
    let mut all: Vec<Count> = Vec::new();
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") {
        // SAFETY: the features that `non_ascii` enables are here.
        all.push(|bytes| unsafe { non_ascii(bytes) });
    }
    all
}

/// Prefetches the cache line of a byte.
#[inline(always)]
pub fn prefetch(text: &[u8], at: usize) {
    // SAFETY: prefetching reads nothing and cannot fail, whatever the address is.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(text.as_ptr().wrapping_add(at).cast()) }
}

/// The steps of a block: whole ones in place, the rest copied behind zeros, with their offsets.
fn steps<'a>(
    block: &'a [u8],
    rest: &'a mut [u8; SIMD_STEP],
) -> impl Iterator<Item = (usize, &'a [u8; SIMD_STEP])> {
    let (whole, tail) = block.as_chunks::<SIMD_STEP>();
    rest[..tail.len()].copy_from_slice(tail);
    let last = (!tail.is_empty()).then_some(&*rest);
    whole.iter().chain(last).enumerate().map(|(step, bytes)| (step * SIMD_STEP, bytes))
}

/// Compresses marks to the front of a register, and stores it whole: there is no branch on their number.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt")]
fn avx512(block: &[u8], out: &mut [u16; SCAN_BLOCK + SLACK]) -> (usize, bool) {
    let newline = _mm512_set1_epi8(b'\n' as i8);
    let tab = _mm512_set1_epi8(b'\t' as i8);
    let flag = _mm512_set1_epi8(0x80_u8 as i8);
    let low = _mm512_set1_epi16(0x7f);
    let high = _mm512_set1_epi16(NEWLINE as i16);
    let ascending: [u8; SIMD_STEP] = std::array::from_fn(|at| at as u8);
    // SAFETY: `ascending` has the 64 bytes that are read.
    let ascending = unsafe { _mm512_loadu_si512(ascending.as_ptr().cast()) };
    let mut count = 0;
    let mut seen = _mm512_setzero_si512();
    let mut rest = [0; SIMD_STEP];
    for (offset, bytes) in steps(block, &mut rest) {
        // Prefetch a page ahead, because the processor's own prefetching ends with the page.
        _mm_prefetch::<_MM_HINT_T0>(bytes.as_ptr().wrapping_add(4096).cast());
        // SAFETY: `bytes` has the 64 bytes that are read.
        let bytes = unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) };
        seen = _mm512_or_si512(seen, bytes);
        let newlines = _mm512_cmpeq_epi8_mask(bytes, newline);
        let marks = newlines | _mm512_cmpeq_epi8_mask(bytes, tab);
        let flagged = set_where(ascending, newlines, flag);
        let packed = _mm512_maskz_compress_epi8(marks, flagged);
        let base = _mm512_set1_epi16(offset as i16);
        let found = marks.count_ones() as usize;
        // A step has rarely more than 32 marks; then the upper half is stored behind the lower.
        let halves = [_mm512_castsi512_si256(packed), _mm512_extracti64x4_epi64::<1>(packed)];
        for (half, bytes) in halves.into_iter().enumerate().take(1 + usize::from(found > 32)) {
            let wide = _mm512_cvtepu8_epi16(bytes);
            // The offset is a multiple of 64, so adding is or-ing; bit 7 moves up to bit 15.
            let place = _mm512_or_si512(_mm512_and_si512(wide, low), base);
            let kind = _mm512_and_si512(_mm512_slli_epi16::<8>(wide), high);
            let target = &mut out[count + 32 * half..count + 32 * half + 32];
            // SAFETY: `target` has the 64 bytes that are written.
            unsafe { _mm512_storeu_si512(target.as_mut_ptr().cast(), _mm512_or_si512(place, kind)) };
        }
        count += found;
    }
    (count, _mm512_movepi8_mask(seen) == 0)
}

/// `source` with `flag` or-ed into the bytes that `mask` names.
#[target_feature(enable = "avx512f,avx512bw")]
fn set_where(source: __m512i, mask: u64, flag: __m512i) -> __m512i {
    _mm512_mask_blend_epi8(mask, source, _mm512_or_si512(source, flag))
}

/// Takes marks off a mask eight at a time, so that the branch on their number is mostly predicted.
#[target_feature(enable = "avx2,bmi1,popcnt")]
fn avx2(block: &[u8], out: &mut [u16; SCAN_BLOCK + SLACK]) -> (usize, bool) {
    let newline = _mm256_set1_epi8(b'\n' as i8);
    let tab = _mm256_set1_epi8(b'\t' as i8);
    let mask = |high: i32, low: i32| (high as u32 as u64) << 32 | low as u32 as u64;
    let mut count = 0;
    let mut seen = _mm256_setzero_si256();
    let mut rest = [0; SIMD_STEP];
    for (offset, bytes) in steps(block, &mut rest) {
        // SAFETY: `bytes` has the two times 32 bytes that are read.
        let (low, high) = unsafe {
            let at: *const __m256i = bytes.as_ptr().cast();
            (_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1)))
        };
        seen = _mm256_or_si256(seen, _mm256_or_si256(low, high));
        let equal = |byte| {
            mask(
                _mm256_movemask_epi8(_mm256_cmpeq_epi8(high, byte)),
                _mm256_movemask_epi8(_mm256_cmpeq_epi8(low, byte)),
            )
        };
        let newlines = equal(newline);
        let mut marks = newlines | equal(tab);
        let found = marks.count_ones() as usize;
        let mut written = 0;
        while written < found {
            let target: &mut [u16; 8] =
                (&mut out[count + written..count + written + 8]).try_into().expect("eight");
            for position in target {
                // Past the last mark this counts 64 zeros: a position that the next step overwrites.
                let bit = marks.trailing_zeros();
                let kind = (newlines.checked_shr(bit).unwrap_or(0) as u16 & 1) << 15;
                *position = (offset as u16).wrapping_add(bit as u16) | kind;
                marks &= marks.wrapping_sub(1);
            }
            written += 8;
        }
        count += found;
    }
    (count, _mm256_movemask_epi8(seen) == 0)
}

/// Counts the ones in the mask of the highest bits of 32 bytes.
#[target_feature(enable = "avx2,popcnt")]
fn non_ascii(bytes: &[u8]) -> u64 {
    let (whole, rest) = bytes.as_chunks::<32>();
    let highest = |bytes: &[u8; 32]| {
        // SAFETY: `bytes` has the 32 bytes that are read.
        let bytes = unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) };
        u64::from((_mm256_movemask_epi8(bytes) as u32).count_ones())
    };
    let mut count = 0;
    for bytes in whole {
        count += highest(bytes);
    }
    count + super::portable::non_ascii(rest)
}

//! The decoder of gzip alone: inflates a file, drops the text, and says how long that took.
//!
//! `cargo run --release --example inflate -- FILE`
#![allow(clippy::print_stdout)] // it is a program

use std::fs::File;
use std::io::{BufReader, Read};
use std::time::Instant;

use flate2::bufread::MultiGzDecoder;

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let begin = Instant::now();
        let mut text = MultiGzDecoder::new(BufReader::with_capacity(1 << 20, File::open(&path)?));
        let mut piece = vec![0; 1 << 20];
        let mut bytes = 0;
        loop {
            match text.read(&mut piece)? {
                0 => break,
                count => bytes += count,
            }
        }
        let took = begin.elapsed().as_secs_f64();
        println!("{path}: {bytes} bytes in {took:.2} s, {:.2} GB/s", bytes as f64 / took / 1e9);
    }
    Ok(())
}

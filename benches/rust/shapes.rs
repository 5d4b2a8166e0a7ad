//! Inputs of many shapes: the usual one, and those that leave the parser's short ways.
#![allow(dead_code, missing_docs)] // each program uses a part of this

use std::io::Write;

/// The number of rows of each table of an input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub documents: usize,
    pub annotations: usize,
    pub relations: usize,
    pub passages: usize,
    pub problems: usize,
}

/// An input, and what is in it.
pub struct Shape {
    pub name: &'static str,
    pub text: Vec<u8>,
    pub lines: usize,
    pub counts: Counts,
}

/// An input is one head, and then blocks that differ in their number alone.
struct Plan {
    name: &'static str,
    head: &'static str,
    write: fn(&mut Vec<u8>, usize),
    of_head: Counts,
    of_block: Counts,
}

const NONE: Counts = Counts { documents: 0, annotations: 0, relations: 0, passages: 0, problems: 0 };
const ROWS: usize = 11;
const DOCUMENT: Counts = Counts { documents: 1, annotations: ROWS, ..NONE };
const TITLE: &str =
    "Chronic renal failure and its treatment: results of a randomized study in two large groups";
const SENTENCE: &str = "The levels of the protein were significantly higher in patients than in controls. ";
const FOREIGN: &str =
    "β-catenin was ≥ 5 µg/ml at 37°C, and the naïve cells of Müller’s group had more of it. ";
const USUAL: [&str; 4] = ["Disease", "Chemical", "Species", "Gene"];
const LONG: [&str; 2] = ["DiseaseOrPhenotypicFeature", "OrganismTaxonOrPopulation"];

/// Something to write; a vector takes everything.
macro_rules! put {
    ($out:expr, $($format:tt)*) => {
        write!($out, $($format)*).expect("a vector takes everything")
    };
}

fn texts(out: &mut Vec<u8>, id: &str, sentence: &str, sentences: usize, newline: &str) {
    put!(out, "{id}|t|{TITLE}{newline}{id}|a|{}{newline}", sentence.repeat(sentences));
}

/// A document as most are: 15 sentences and 11 rows, of which `tail` writes the type and what follows.
fn document(out: &mut Vec<u8>, id: &str, sentence: &str, newline: &str, tail: impl Fn(usize) -> String) {
    texts(out, id, sentence, 15, newline);
    for row in 0..ROWS {
        put!(out, "{id}\t{}\t{}\trenal failure\t{}{newline}", 110 * row, 110 * row + 13, tail(row));
    }
    out.extend(newline.as_bytes());
}

fn pmid(number: usize) -> String {
    (10_000_000 + number).to_string()
}

fn six(row: usize) -> String {
    format!("{}\tMESH:D0{}", USUAL[row % 4], 10_000 + 37 * row)
}

/// Documents, the lines of which are all stored.
const DOCUMENTS: [Plan; 11] = [
    plan("usual", |out, at| document(out, &pmid(at), SENTENCE, "\n", six)),
    plan("CRLF", |out, at| document(out, &pmid(at), SENTENCE, "\r\n", six)),
    plan("not ASCII", |out, at| document(out, &pmid(at), FOREIGN, "\n", six)),
    plan("5 columns", |out, at| document(out, &pmid(at), SENTENCE, "\n", |row| USUAL[row % 4].into())),
    plan("7 columns", |out, at| document(out, &pmid(at), SENTENCE, "\n", |row| six(row) + "\tkidney")),
    plan("long ids", |out, at| document(out, &format!("PMC-and-more-{}", pmid(at)), SENTENCE, "\n", six)),
    plan("long types", |out, at| document(out, &pmid(at), SENTENCE, "\n", |row| LONG[row % 2].into())),
    plan("1,000 types", |out, at| {
        document(out, &pmid(at), SENTENCE, "\n", |row| {
            format!("T{:03}\t9606", (ROWS * at + row) * 619 % 1000)
        })
    }),
    plan("types all different", |out, at| {
        document(out, &pmid(at), SENTENCE, "\n", |row| format!("T{}\t9606", ROWS * at + row));
    }),
    Plan {
        of_block: Counts { annotations: 0, relations: ROWS, ..DOCUMENT },
        ..plan("relations", |out, at| {
            texts(out, &pmid(at), SENTENCE, 15, "\n");
            for row in 0..ROWS {
                put!(out, "{}\tAssociation\tMESH:D0{}\t{}\n", pmid(at), 10_000 + row, 4000 + row);
            }
            out.push(b'\n');
        })
    },
    Plan {
        of_block: Counts { annotations: 0, passages: 12, ..DOCUMENT },
        ..plan("passages", |out, at| {
            texts(out, &pmid(at), SENTENCE, 1, "\n");
            for _ in 0..12 {
                put!(out, "{}|p|{SENTENCE}\n", pmid(at));
            }
            out.push(b'\n');
        })
    },
];

/// Documents that are very small or very large, and lines of which little or nothing is stored.
const ODD: [Plan; 7] = [
    Plan {
        of_block: Counts { annotations: 0, ..DOCUMENT },
        ..plan("tiny documents", |out, at| put!(out, "{}|t|x\n\n", pmid(at)))
    },
    Plan {
        head: "7|t|One document\n",
        of_head: Counts { documents: 1, ..NONE },
        of_block: Counts { annotations: 1, ..NONE },
        ..plan("one huge document", |out, at| {
            put!(out, "7\t{}\t{}\trenal failure\t{}\n", 110 * at, 110 * at + 13, six(at % ROWS));
        })
    },
    Plan {
        of_block: Counts { annotations: 0, ..DOCUMENT },
        ..plan("lines of 100 kB", |out, at| {
            texts(out, &pmid(at), SENTENCE, 1200, "\n");
            out.push(b'\n');
        })
    },
    Plan { of_block: NONE, ..plan("blank lines", |out, _| out.push(b'\n')) },
    Plan { of_block: NONE, ..plan("lines of white space", |out, _| out.extend(b" \t\n")) },
    Plan {
        of_block: Counts { problems: 1, ..NONE },
        ..plan("problem lines", |out, _| put!(out, "{SENTENCE}\n"))
    },
    Plan {
        of_block: Counts { documents: 1, annotations: 1, problems: 1, ..NONE },
        ..plan("rows without text", |out, at| put!(out, "{}\t0\t13\trenal failure\t{}\n", pmid(at), six(0)))
    },
];

const fn plan(name: &'static str, write: fn(&mut Vec<u8>, usize)) -> Plan {
    Plan { name, head: "", write, of_head: NONE, of_block: DOCUMENT }
}

/// Every shape, of about `bytes` bytes, the usual one first. Each is made by the iterator's `next`.
pub fn shapes(bytes: usize) -> impl Iterator<Item = Shape> {
    DOCUMENTS.iter().chain(&ODD).map(move |plan| plan.shape(bytes))
}

impl Plan {
    fn shape(&self, bytes: usize) -> Shape {
        let mut text = Vec::with_capacity(bytes + bytes / 8);
        text.extend(self.head.as_bytes());
        let mut blocks = 0;
        while text.len() < bytes {
            (self.write)(&mut text, blocks);
            blocks += 1;
        }
        let lines = text.iter().filter(|&&byte| byte == b'\n').count();
        let (head, block) = (self.of_head, self.of_block);
        let counts = Counts {
            documents: head.documents + blocks * block.documents,
            annotations: head.annotations + blocks * block.annotations,
            relations: head.relations + blocks * block.relations,
            passages: head.passages + blocks * block.passages,
            problems: head.problems + blocks * block.problems,
        };
        Shape { name: self.name, text, lines, counts }
    }
}

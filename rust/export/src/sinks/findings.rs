//! Writes the findings of a check, as lines of JSON or as an Arrow IPC file.

use std::io::Write;
use std::sync::Arc;

use crate::arrow::{Batches, Strings};
use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter;
use arrow_schema::Schema;
use pubfast_core::io::output::{Staged, Writer};
use pubfast_core::model::Rows;
use pubfast_core::model::spec::FINDINGS;
use pubfast_core::ops::check::Finding;
use pubfast_core::{Error, Result};

use super::json::quoted_visibly;
use super::sink::{failed, schema};

/// A file of findings that is being written.
pub struct FindingsFile {
    output: Staged,
    kind: Kind,
}

enum Kind {
    Lines(Writer),
    Arrow { writer: Box<FileWriter<Writer>>, schema: Arc<Schema>, pending: Vec<Finding> },
}

/// The number of rows of a record batch.
const FINDINGS_PER_BATCH: usize = 1 << 16;

impl FindingsFile {
    /// Begins a file with lines of JSON.
    pub fn lines(output: Staged) -> Result<Self> {
        let writer = output.writer(None)?;
        Ok(Self { output, kind: Kind::Lines(writer) })
    }

    /// Begins an Arrow IPC file; `source` is the name of the checked input.
    pub fn arrow(output: Staged, source: &str) -> Result<Self> {
        let schema = schema(&FINDINGS, source);
        let writer =
            FileWriter::try_new(output.writer(None)?, &schema).map_err(|error| failed(&output, &error))?;
        Ok(Self { output, kind: Kind::Arrow { writer: Box::new(writer), schema, pending: Vec::new() } })
    }

    /// Appends findings.
    pub fn write(&mut self, findings: &[Finding]) -> Result<()> {
        match &mut self.kind {
            Kind::Lines(writer) => {
                let mut text = Vec::new();
                json_lines(findings, &mut text);
                writer.write_all(&text).map_err(|error| self.output.failed(error))
            }
            Kind::Arrow { writer, schema, pending } => {
                pending.extend_from_slice(findings);
                while pending.len() >= FINDINGS_PER_BATCH {
                    let rest = pending.split_off(FINDINGS_PER_BATCH);
                    write(&self.output, writer, schema, std::mem::replace(pending, rest))?;
                }
                Ok(())
            }
        }
    }

    /// Completes the file and gives it its name.
    pub fn finish(self) -> Result<()> {
        if let Kind::Arrow { mut writer, schema, pending } = self.kind {
            write(&self.output, &mut writer, &schema, pending)?;
            writer.finish().map_err(|error| failed(&self.output, &error))?;
        }
        self.output.commit()
    }
}

fn write(
    output: &Staged,
    writer: &mut FileWriter<Writer>,
    schema: &Arc<Schema>,
    findings: Vec<Finding>,
) -> Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let rows = Rows::Range(0..findings.len());
    let table = Arc::new(crate::arrow::findings(&findings.into(), &rows));
    let mut wanted = table
        .wanted(None, Strings::Small)
        .map_err(|name| Error::Panic { message: format!("no column {name}") })?;
    wanted.comply(schema);
    for batch in Batches::new(table, wanted) {
        let batch = batch.and_then(|batch| RecordBatch::try_new(schema.clone(), batch.columns().to_vec()));
        batch.and_then(|batch| writer.write(&batch)).map_err(|error| failed(output, &error))?;
    }
    Ok(())
}

/// Appends findings as lines of JSON.
pub fn json_lines(findings: &[Finding], text: &mut Vec<u8>) {
    let number = |text: &mut Vec<u8>, name: &str, value: Option<u64>| {
        text.extend_from_slice(format!("\"{name}\":").as_bytes());
        text.extend_from_slice(value.map_or("null".into(), |value| value.to_string()).as_bytes());
    };
    for finding in findings {
        text.push(b'{');
        number(text, "line", Some(finding.line));
        text.push(b',');
        number(text, "byte", Some(finding.byte));
        text.extend_from_slice(b",\"code\":\"");
        text.extend_from_slice(finding.code.slug().as_bytes());
        text.extend_from_slice(b"\",\"severity\":\"");
        text.extend_from_slice(finding.severity().name().as_bytes());
        text.extend_from_slice(b"\",");
        number(text, "document", finding.document);
        text.extend_from_slice(b",\"document_id\":");
        match &finding.document_id {
            Some(id) => quoted_visibly(id, text),
            None => text.extend_from_slice(b"null"),
        }
        text.extend_from_slice(b",\"message\":");
        quoted_visibly(&finding.message, text);
        text.extend_from_slice(b"}\n");
    }
}

#[cfg(test)]
mod tests {
    use pubfast_core::ops::check::Code;

    use super::*;

    #[test]
    fn a_finding_is_a_line() {
        let finding = Finding {
            line: 3,
            byte: 70,
            code: Code::NulByte,
            document: None,
            document_id: Some("a\"b".into()),
            message: "x\u{1b}".into(),
        };
        let mut text = Vec::new();
        json_lines(
            &[finding.clone(), Finding { document: Some(2), document_id: None, ..finding }],
            &mut text,
        );
        let expected = concat!(
            r#"{"line":3,"byte":70,"code":"nul_byte","severity":"warning","document":null,"#,
            r#""document_id":"a\"b","message":"x\u001b"}"#,
            "\n",
            r#"{"line":3,"byte":70,"code":"nul_byte","severity":"warning","document":2,"#,
            r#""document_id":null,"message":"x\u001b"}"#,
            "\n",
        );
        assert_eq!(String::from_utf8(text).expect("UTF-8"), expected);
    }
}

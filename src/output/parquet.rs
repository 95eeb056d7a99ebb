//! Parquet with Arrow types: decimals, dates, lists and structs.

use super::columns::{EVIDENCE_PARTS, FILLER_PARTS, Kind};
use super::tables::{Head, Table, Tables};
use super::writer::PendingFile;
use arrow_json::ReaderBuilder;
use arrow_json::reader::Decoder;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde_json::Value;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Digits of a decimal, and those behind the point. `rust_decimal` holds 28, so every whole part fits; figures with more
/// than ten decimals, which news does not have, are rounded (their text is in its own column).
const DECIMAL: DataType = DataType::Decimal128(38, 10);

/// Rows that are held before they are written.
const ROWS: usize = 8192;

/// Writes `deals.parquet`, `fillers.parquet` and their siblings into a folder.
pub type ParquetWriter = Tables<ParquetTable>;

/// One such file.
pub struct ParquetTable {
    decoder: Decoder,
    out: ArrowWriter<PendingFile>,
    waiting: usize,
}

impl Table for ParquetTable {
    const ENDING: &'static str = "parquet";

    fn create(path: PathBuf, columns: &[Head]) -> io::Result<Self> {
        let fields: Vec<Field> = columns.iter().map(|(name, kind)| Field::new(*name, data_type(*kind), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let decoder = ReaderBuilder::new(schema.clone()).with_batch_size(ROWS).build_decoder().map_err(arrow)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("dealex".into()).build();
        let out = ArrowWriter::try_new(PendingFile::create(path)?, schema, Some(properties)).map_err(parquet)?;
        Ok(ParquetTable { decoder, out, waiting: 0 })
    }

    fn row(&mut self, cells: impl Iterator<Item = (Head, Value)>) -> io::Result<()> {
        let object: Value = cells.map(|((name, _), cell)| (name.to_owned(), cell)).collect::<serde_json::Map<_, _>>().into();
        self.decoder.serialize(&[object]).map_err(arrow)?;
        self.waiting += 1;
        if self.waiting == ROWS { self.write() } else { Ok(()) }
    }

    fn finish(mut self) -> io::Result<PathBuf> {
        self.write()?;
        self.out.into_inner().map_err(parquet)?.finish()
    }
}

impl ParquetTable {
    fn write(&mut self) -> io::Result<()> {
        if let Some(batch) = self.decoder.flush().map_err(arrow)? {
            self.out.write(&batch).map_err(parquet)?;
        }
        self.waiting = 0;
        Ok(())
    }
}

fn data_type(kind: Kind) -> DataType {
    let list = |item: DataType| DataType::List(Arc::new(Field::new_list_field(item, true)));
    let of = |parts: &[(&str, Kind)]| {
        let fields: Fields = parts.iter().map(|(name, kind)| Field::new(*name, data_type(*kind), true)).collect();
        list(DataType::Struct(fields))
    };
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Texts => list(DataType::Utf8),
        Kind::Decimal => DECIMAL,
        Kind::Date => DataType::Date32,
        Kind::Integer => DataType::Int64,
        Kind::Float => DataType::Float64,
        Kind::Flag => DataType::Boolean,
        Kind::Fillers => of(&FILLER_PARTS),
        Kind::Evidence => of(&EVIDENCE_PARTS),
    }
}

fn arrow(e: ArrowError) -> io::Error {
    io::Error::other(e)
}

fn parquet(e: ParquetError) -> io::Error {
    io::Error::other(e)
}

//! Parquet with Arrow types: decimals, dates, lists and structs.

use super::columns::{Column, DEALS, ENTITIES, EVIDENCE_PARTS, FACTS, FILLER_PARTS, Kind, MENTIONS, filler_columns, filler_rows};
use super::convert::{Emit, Records};
use super::writer::{PendingFile, Writer};
use arrow_json::ReaderBuilder;
use arrow_json::reader::Decoder;
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde_json::Value;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Digits of a decimal, and those behind the point. `rust_decimal` holds 28, so every whole part fits; figures with more
/// than ten decimals, which news does not have, are rounded (their text is in its own column).
const DECIMAL: DataType = DataType::Decimal128(38, 10);

/// Rows that are held before they are written.
const ROWS: usize = 8192;

/// Writes `deals.parquet`, `fillers.parquet` and their siblings into a folder.
pub struct ParquetWriter {
    emit: Emit,
    files: [Option<Table>; 5],
    /// Files of an earlier run that this one does not write: they would look like its own.
    stale: Vec<PathBuf>,
}

const NAMES: [&str; 5] = ["deals.parquet", "facts.parquet", "fillers.parquet", "mentions.parquet", "entities.parquet"];

struct Table {
    decoder: Decoder,
    out: ArrowWriter<PendingFile>,
    waiting: usize,
}

impl ParquetWriter {
    /// Creates the folder and the files that `emit` asks for, under temporary names.
    ///
    /// # Errors
    /// When the folder or a file cannot be made.
    pub fn create(folder: &Path, emit: Emit) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let wanted = [emit.deals, emit.facts, emit.deals || emit.facts, emit.mentions, emit.entities];
        let schemas = [schema(&DEALS), schema(&FACTS), schema(&filler_columns()), schema(&MENTIONS), schema(&ENTITIES)];
        let mut writer = ParquetWriter { emit, files: [const { None }; 5], stale: Vec::new() };
        for (((file, name), wanted), schema) in writer.files.iter_mut().zip(NAMES).zip(wanted).zip(schemas) {
            let path = folder.join(name);
            if wanted {
                *file = Some(Table::create(path, schema)?);
            } else {
                writer.stale.push(path);
            }
        }
        Ok(writer)
    }

    fn rows<'r, T: 'r>(&mut self, file: usize, columns: &[Column<T>], rows: impl IntoIterator<Item = &'r T>) -> io::Result<()> {
        let Some(table) = &mut self.files[file] else { return Ok(()) };
        for row in rows {
            let object: Value = columns.iter().map(|c| (c.name.to_owned(), (c.cell)(row))).collect::<serde_json::Map<_, _>>().into();
            table.decoder.serialize(&[object]).map_err(arrow)?;
            table.waiting += 1;
            if table.waiting == ROWS {
                table.write()?;
            }
        }
        Ok(())
    }
}

impl Table {
    fn create(path: PathBuf, schema: Arc<Schema>) -> io::Result<Table> {
        let decoder = ReaderBuilder::new(schema.clone()).with_batch_size(ROWS).build_decoder().map_err(arrow)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("dealex".into()).build();
        let out = ArrowWriter::try_new(PendingFile::create(path)?, schema, Some(properties)).map_err(parquet)?;
        Ok(Table { decoder, out, waiting: 0 })
    }

    fn write(&mut self) -> io::Result<()> {
        if let Some(batch) = self.decoder.flush().map_err(arrow)? {
            self.out.write(&batch).map_err(parquet)?;
        }
        self.waiting = 0;
        Ok(())
    }

    fn finish(mut self) -> io::Result<PathBuf> {
        self.write()?;
        self.out.into_inner().map_err(parquet)?.finish()
    }
}

fn schema<T>(columns: &[Column<T>]) -> Arc<Schema> {
    Arc::new(Schema::new(columns.iter().map(|c| Field::new(c.name, data_type(c.kind), true)).collect::<Vec<Field>>()))
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

impl Writer for ParquetWriter {
    fn document(&mut self, r: &Records) -> io::Result<()> {
        self.rows(0, &DEALS, &r.deals)?;
        self.rows(1, &FACTS, &r.facts)?;
        let fillers: Vec<_> = filler_rows(r, self.emit).collect();
        self.rows(2, &filler_columns(), &fillers)?;
        self.rows(3, &MENTIONS, &r.mentions)?;
        self.rows(4, &ENTITIES, &r.entities)
    }

    fn finish(self: Box<Self>) -> io::Result<Vec<PathBuf>> {
        for path in self.stale.iter().filter(|p| p.exists()) {
            fs::remove_file(path)?;
        }
        self.files.into_iter().flatten().map(Table::finish).collect()
    }
}

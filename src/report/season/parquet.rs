//! A season's table as Parquet, for data frames: what [`super::csv()`] has, column by column.

use std::sync::Arc;

use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::{Told, csv};

/// Columns of words; all others are whole numbers, null where there is nothing to tell.
const WORDS: [&str; 2] = ["what", "name"];

/// The table as a Parquet file of one row group, not compressed. The same nights give the same bytes.
///
/// # Errors
/// The writer refuses, which it does not.
pub fn parquet(told: &Told<'_>) -> Result<Vec<u8>> {
    let text = csv(told);
    let mut rows = ::csv::Reader::from_reader(text.as_bytes());
    let other = |e: ::csv::Error| ParquetError::General(e.to_string());
    let names: Vec<String> = rows.headers().map_err(other)?.iter().map(str::to_owned).collect();
    let rows = rows.into_records().collect::<std::result::Result<Vec<_>, _>>().map_err(other)?;
    let column = |name: &String| -> Result<Arc<Type>> {
        let is_word = WORDS.contains(&name.as_str());
        let physical = if is_word { Physical::BYTE_ARRAY } else { Physical::INT64 };
        let converted = if is_word { ConvertedType::UTF8 } else { ConvertedType::NONE };
        let repetition = if is_word { Repetition::REQUIRED } else { Repetition::OPTIONAL };
        let column = Type::primitive_type_builder(name, physical);
        Ok(Arc::new(column.with_repetition(repetition).with_converted_type(converted).build()?))
    };
    let columns = names.iter().map(column).collect::<Result<Vec<_>>>()?;
    let schema = Arc::new(Type::group_type_builder("season").with_fields(columns).build()?);
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, schema, Arc::new(WriterProperties::builder().build()))?;
    let mut group = file.next_row_group()?;
    for (i, name) in names.iter().enumerate() {
        let values = rows.iter().map(|row| row.get(i).unwrap_or_default());
        let Some(mut writer) = group.next_column()? else { break };
        if WORDS.contains(&name.as_str()) {
            let words: Vec<ByteArray> = values.map(ByteArray::from).collect();
            writer.typed::<ByteArrayType>().write_batch(&words, None, None)?;
        } else {
            let numbers: Vec<Option<i64>> = values.map(|v| v.parse().ok()).collect();
            let there: Vec<i16> = numbers.iter().map(|n| n.is_some().into()).collect();
            let numbers: Vec<i64> = numbers.into_iter().flatten().collect();
            writer.typed::<Int64Type>().write_batch(&numbers, Some(&there), None)?;
        }
        writer.close()?;
    }
    group.close()?;
    file.close()?;
    Ok(out)
}

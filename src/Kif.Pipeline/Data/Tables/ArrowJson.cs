using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace Kif;

/// <summary>Writes values of Arrow as JSON: fractions as Python prints them, times as ISO 8601, bytes that are UTF-8 as text.</summary>
/// <param name="json">Receives the values.</param>
/// <param name="mostBytes">The most bytes of a text.</param>
internal sealed class ArrowJson(Utf8JsonWriter json, int mostBytes)
{
    private const int MaxDepth = 64;

    /// <summary>The options of a writer of rows.</summary>
    public static JsonWriterOptions Relaxed { get; } = new()
        { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 10_000, SkipValidation = true };

    /// <summary>Writes a value.</summary>
    /// <param name="array">The column.</param>
    /// <param name="i">The place in it.</param>
    /// <param name="depth">The number of lists and structs around it. Default: none.</param>
    /// <exception cref="TableException">A text is too large, or the value is nested too deeply.</exception>
    public void Write(IArrowArray array, int i, int depth = 0)
    {
        if (depth > MaxDepth) throw new TableException($"a value is nested more than {MaxDepth} levels deep");
        if (array.IsNull(i))
        {
            json.WriteNullValue();
            return;
        }
        switch (array)
        {
            case ExtensionArray extension: Write(extension.Storage, i, depth); break;
            case DictionaryArray dictionary: Write(dictionary.Dictionary, Index(dictionary.Indices, i), depth); break;
            case StructArray structure: WriteStruct(structure, i, depth); break;
            case MapArray map: WriteMap(map, i, depth); break;
            case ListArray list: WriteItems(list.Values, list.ValueOffsets[i], list.GetValueLength(i), depth); break;
            case LargeListArray list: WriteItems(list.Values, checked((int)list.ValueOffsets[i]), list.GetValueLength(i), depth); break;
            case ListViewArray list: WriteItems(list.Values, list.ValueOffsets[i], list.Sizes[i], depth); break;
            case FixedSizeListArray list: WriteSlice(list.GetSlicedValues(i), depth); break;
            default: WriteSingle(array, i); break;
        }
    }

    private void WriteSingle(IArrowArray array, int i)
    {
        switch (array)
        {
            case BooleanArray a: json.WriteBooleanValue(a.GetValue(i)!.Value); break;
            case Int8Array a: json.WriteNumberValue(a.GetValue(i)!.Value); break;
            case Int16Array a: json.WriteNumberValue(a.GetValue(i)!.Value); break;
            case Int32Array a: json.WriteNumberValue(a.GetValue(i)!.Value); break;
            case Int64Array a: json.WriteNumberValue(a.GetValue(i)!.Value); break;
            case UInt8Array a: json.WriteNumberValue(a.GetValue(i)!.Value); break;
            case UInt16Array a: json.WriteNumberValue(a.GetValue(i)!.Value); break;
            case UInt32Array a: json.WriteNumberValue(a.GetValue(i)!.Value); break;
            case UInt64Array a: json.WriteNumberValue(a.GetValue(i)!.Value); break;
            case HalfFloatArray a: WriteReal((double)a.GetValue(i)!.Value, ((double)a.GetValue(i)!.Value).ToString("R", CultureInfo.InvariantCulture)); break;
            case FloatArray a: WriteReal(a.GetValue(i)!.Value, a.GetValue(i)!.Value.ToString("R", CultureInfo.InvariantCulture)); break;
            case DoubleArray a: WriteReal(a.GetValue(i)!.Value, a.GetValue(i)!.Value.ToString("R", CultureInfo.InvariantCulture)); break;
            case Decimal128Array a: WriteDecimal(a.GetString(i)!, ((Decimal128Type)a.Data.DataType).Scale); break;
            case Decimal256Array a: WriteDecimal(a.GetString(i)!, ((Decimal256Type)a.Data.DataType).Scale); break;
            case Date32Array a: WriteTime(a.GetDateTimeOffset(i), "yyyy-MM-dd"); break;
            case Date64Array a: WriteTime(a.GetDateTimeOffset(i), "yyyy-MM-dd"); break;
            case Time32Array a: json.WriteStringValue(Clock(a.GetValue(i)!.Value, ((Time32Type)a.Data.DataType).Unit)); break;
            case Time64Array a: json.WriteStringValue(Clock(a.GetValue(i)!.Value, ((Time64Type)a.Data.DataType).Unit)); break;
            case TimestampArray a: WriteTimestamp(a, i); break;
            case DurationArray a: WriteReal(0, Seconds(a.GetValue(i)!.Value, ((DurationType)a.Data.DataType).Unit)); break;
            case BinaryArray a: WriteBytes(a.GetBytes(i)); break;
            case LargeBinaryArray a: WriteBytes(a.GetBytes(i)); break;
            case BinaryViewArray a: WriteBytes(a.GetBytes(i)); break;
            case FixedSizeBinaryArray a: WriteBytes(a.GetBytes(i)); break;
            default: WriteUnread($"a value of the type {array.Data.DataType.Name}"); break;
        }
    }

    private void WriteStruct(StructArray structure, int i, int depth)
    {
        var type = (StructType)structure.Data.DataType;
        json.WriteStartObject();
        for (int f = 0; f < type.Fields.Count; f++)
        {
            // Every struct has the fields of all: what is null was absent where the row came from.
            if (structure.Fields[f].IsNull(i)) continue;
            json.WritePropertyName(type.Fields[f].Name);
            Write(structure.Fields[f], i, depth + 1);
        }
        json.WriteEndObject();
    }

    private void WriteMap(MapArray map, int i, int depth)
    {
        json.WriteStartArray();
        for (int k = map.ValueOffsets[i]; k < map.ValueOffsets[i] + map.GetValueLength(i); k++)
        {
            json.WriteStartObject();
            json.WritePropertyName("key");
            Write(map.Keys, k, depth + 1);
            json.WritePropertyName("value");
            Write(map.Values, k, depth + 1);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteItems(IArrowArray values, int start, int count, int depth)
    {
        json.WriteStartArray();
        for (int k = start; k < start + count; k++) Write(values, k, depth + 1);
        json.WriteEndArray();
    }

    private void WriteSlice(IArrowArray values, int depth)
    {
        using (values as IDisposable) WriteItems(values, 0, values.Length, depth);
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > mostBytes) throw new TableException($"a row has more than {TableLimits.Text(mostBytes)}, the most that is read");
        if (Utf8.IsValid(bytes)) json.WriteStringValue(bytes);
        else WriteUnread($"{bytes.Length} bytes that are not UTF-8");
    }

    private void WriteReal(double value, string text)
    {
        if (!double.IsFinite(value))
        {
            json.WriteStartObject();
            json.WriteString(RowField.NotFinite, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            json.WriteEndObject();
        }
        else json.WriteRawValue(text.AsSpan().IndexOfAny(".E") < 0 ? text + ".0" : text, skipInputValidation: true);
    }

    /// <summary>Writes a decimal with all the digits of its scale.</summary>
    private void WriteDecimal(string text, int scale)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int digits = point < 0 ? 0 : text.Length - point - 1;
        json.WriteRawValue(scale <= digits ? text : text + (point < 0 ? "." : "") + new string('0', scale - digits), skipInputValidation: true);
    }

    private void WriteTimestamp(TimestampArray array, int i)
    {
        var type = (TimestampType)array.Data.DataType;
        try
        {
            long value = array.GetValue(i)!.Value;
            DateTime time = DateTime.UnixEpoch.AddTicks(Ticks(value, type.Unit));
            string text =
                time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);
            json.WriteStringValue(string.IsNullOrEmpty(type.Timezone) ? text : text + "+00:00");
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            WriteUnread("a time before the year 1 or after 9999");
        }
    }

    private void WriteTime(DateTimeOffset? time, string form) => json.WriteStringValue(time!.Value.ToString(form, CultureInfo.InvariantCulture));

    private void WriteUnread(string what)
    {
        json.WriteStartObject();
        json.WriteString(RowField.Unread, what);
        json.WriteEndObject();
    }

    private static string Clock(long value, TimeUnit unit)
    {
        long ticks = Ticks(value, unit);
        return TimeSpan.FromTicks(ticks).ToString(ticks % TimeSpan.TicksPerSecond == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\.ffffff", CultureInfo.InvariantCulture);
    }

    private static string Seconds(long value, TimeUnit unit) => ((decimal)value / unit switch
    {
        TimeUnit.Second => 1m,
        TimeUnit.Millisecond => 1e3m,
        TimeUnit.Microsecond => 1e6m,
        _ => 1e9m,
    }).ToString("0.0########", CultureInfo.InvariantCulture);

    private static long Ticks(long value, TimeUnit unit) => unit switch
    {
        TimeUnit.Second => checked(value * TimeSpan.TicksPerSecond),
        TimeUnit.Millisecond => checked(value * TimeSpan.TicksPerMillisecond),
        TimeUnit.Microsecond => checked(value * 10),
        _ => value / 100,
    };

    private static int Index(IArrowArray indices, int i) => indices switch
    {
        Int8Array a => a.GetValue(i)!.Value,
        Int16Array a => a.GetValue(i)!.Value,
        Int32Array a => a.GetValue(i)!.Value,
        Int64Array a => checked((int)a.GetValue(i)!.Value),
        UInt8Array a => a.GetValue(i)!.Value,
        UInt16Array a => a.GetValue(i)!.Value,
        UInt32Array a => checked((int)a.GetValue(i)!.Value),
        UInt64Array a => checked((int)a.GetValue(i)!.Value),
        _ => throw new TableException($"a dictionary with keys of the type {indices.Data.DataType.Name}"),
    };
}

/// <summary>Turns batches of Arrow into rows of JSON.</summary>
/// <param name="limits">The largest sizes.</param>
/// <param name="sink">Receives the rows.</param>
internal sealed class ArrowBatches(TableLimits limits, IRowSink sink)
{
    private readonly ArrayBufferWriter<byte> buffer = new();
    private int rows;

    /// <summary>Passes on the rows of a batch.</summary>
    public void Add(RecordBatch batch)
    {
        using var writer = new Utf8JsonWriter(buffer, ArrowJson.Relaxed);
        var json = new ArrowJson(writer, limits.RowBytes);
        IReadOnlyList<Field> fields = batch.Schema.FieldsList;
        for (int i = 0; i < batch.Length; i++)
        {
            rows++;
            buffer.ResetWrittenCount();
            writer.Reset();
            try
            {
                writer.WriteStartObject();
                for (int c = 0; c < fields.Count; c++)
                {
                    writer.WritePropertyName(fields[c].Name);
                    json.Write(batch.Column(c), i);
                    if (writer.BytesPending + writer.BytesCommitted > limits.RowBytes)
                        throw new TableException($"a row has more than {TableLimits.Text(limits.RowBytes)}, the most that is read");
                }
                writer.WriteEndObject();
                writer.Flush();
            }
            catch (TableException e)
            {
                sink.Fault(rows, default, e.Message);
                continue;
            }
            using JsonDocument row = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = 10_000 });
            sink.Add(row.RootElement, rows, 0);
        }
    }
}

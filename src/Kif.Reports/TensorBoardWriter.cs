using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;

namespace Kif.Reports;

/// <summary>The writer of an event file per run, in <c>strategy/order-1/seed-1</c>: TensorBoard names its runs by these paths.</summary>
internal static class TensorBoardWriter
{
    /// <summary>Writes the files.</summary>
    /// <param name="parts">The parts of the report.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="time">The time of all events.</param>
    /// <returns>The folders of the runs.</returns>
    public static IReadOnlyList<string> Write(IReadOnlyList<ReportData> parts, string folder, DateTimeOffset time)
    {
        var written = new List<string>();
        foreach (ReportData data in parts)
        {
            string above = parts.Count > 1 ? Path.Combine(folder, FileNames.Safe(data.Title)) : folder;
            foreach (StrategyRun run in data.Result.Runs)
            {
                string own = Path.Combine(above, FileNames.Safe(run.Strategy), FileNames.Safe(run.Order),
                    string.Create(CultureInfo.InvariantCulture, $"seed-{run.Seed}"));
                using var file = new EventFile(own, time);
                Write(file, run, data.Steps(run.Key));
                file.Save();
                written.Add(own);
            }
        }
        return written;
    }

    private static void Write(EventFile file, StrategyRun run, IReadOnlyList<SavedStep> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            Scalar("train/loss", i, steps[i].Loss);
            Scalar("train/added_by_strategy", i, steps[i].Added);
            Scalar("train/learning_rate", i, steps[i].LearningRate);
            Scalar("train/gradient_norm", i, steps[i].GradientNorm);
        }
        PerformanceMatrix a = run.Matrix;
        for (int l = 0; l <= a.Tasks.Count; l++)
        {
            for (int i = 0; i < a.Tasks.Count; i++) Scalar($"score/{a.Tasks[i]}", l, l == 0 ? a.Untrained(i) : a[l - 1, i]);
            if (l > 0) Scalar("AP/learned_so_far", l, Enumerable.Range(0, l).Average(i => a[l - 1, i]));
            for (int u = 0; u < (run.Unseen?.Tasks.Count ?? 0); u++) Scalar($"unseen/{run.Unseen!.Tasks[u]}", l, run.Unseen.Rows[l][u]);
        }
        Scalar("AP/final", a.Tasks.Count, ContinualMetrics.AveragePerformance(a));

        void Scalar(string tag, long step, double value)
        {
            if (double.IsFinite(value)) file.Scalar(tag, step, value);
        }
    }
}

/// <summary>An event file with scalars: Event (wall_time 1, step 2, file_version 3, summary 5), Summary (value 1), Value (tag 1, simple_value 2).</summary>
internal sealed class EventFile : IDisposable
{
    private const string Version = "brain.Event:2";

    private readonly MemoryStream content = new();
    private readonly TFRecordWriter records;
    private readonly string file;
    private readonly double wallTime;

    /// <summary>Begins the file.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="time">The time of the file and all its events.</param>
    public EventFile(string folder, DateTimeOffset time)
    {
        wallTime = time.ToUnixTimeMilliseconds() / 1000.0;
        file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{time.ToUnixTimeSeconds():D10}.kif"));
        records = new(content);
        Write(0, output =>
        {
            output.WriteTag(3, WireFormat.WireType.LengthDelimited);
            output.WriteString(Version);
        });
    }

    /// <summary>Writes a number.</summary>
    public void Scalar(string tag, long step, double value) => Write(step, output =>
    {
        byte[] one = Bytes(inner =>
        {
            inner.WriteTag(1, WireFormat.WireType.LengthDelimited);
            inner.WriteString(tag);
            inner.WriteTag(2, WireFormat.WireType.Fixed32);
            inner.WriteFloat((float)value);
        });
        byte[] summary = Bytes(inner =>
        {
            inner.WriteTag(1, WireFormat.WireType.LengthDelimited);
            inner.WriteBytes(ByteString.CopyFrom(one));
        });
        output.WriteTag(5, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(summary));
    });

    /// <summary>Writes the file in place of earlier ones; its folder is created if it is missing.</summary>
    public void Save()
    {
        OutputFile.Write(file, content.ToArray());
        foreach (string old in Directory.GetFiles(Path.GetDirectoryName(file)!, "events.out.tfevents.*.kif")
            .Where(f => Path.GetFileName(f) != Path.GetFileName(file)))
            File.Delete(old);
    }

    public void Dispose() => records.Dispose();

    private void Write(long step, Action<CodedOutputStream> what) => records.Write(Bytes(output =>
    {
        output.WriteTag(1, WireFormat.WireType.Fixed64);
        output.WriteDouble(wallTime);
        output.WriteTag(2, WireFormat.WireType.Varint);
        output.WriteInt64(step);
        what(output);
    }));

    private static byte[] Bytes(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true)) write(output);
        return bytes.ToArray();
    }
}

/// <summary>A writer of TFRecords: length, masked CRC-32C of the length, data, masked CRC-32C of the data; numbers are little-endian.</summary>
internal sealed class TFRecordWriter(Stream stream) : IDisposable
{
    private const uint MaskDelta = 0xa282ead8;

    public void Write(ReadOnlySpan<byte> data)
    {
        Span<byte> header = stackalloc byte[12], footer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Masked(header[..8]));
        BinaryPrimitives.WriteUInt32LittleEndian(footer, Masked(data));
        stream.Write(header);
        stream.Write(data);
        stream.Write(footer);
    }

    public void Dispose() => stream.Dispose();

    /// <summary>Returns the masked checksum, rotated right by 15 bits plus a constant, so that checksums of data that contains checksums stay good.</summary>
    internal static uint Masked(ReadOnlySpan<byte> data) => BitOperations.RotateRight(Crc(data), 15) + MaskDelta;

    internal static uint Crc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

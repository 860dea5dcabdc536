using System.Globalization;
using Google.Protobuf;

namespace Kif.Reports.TensorBoard;

/// <summary>An event file with scalars: Event (wall_time 1, step 2, file_version 3, summary 5), Summary (value 1), Value (tag 1, simple_value 2).</summary>
internal sealed class EventFile : IDisposable
{
    private const string Version = "brain.Event:2";

    private readonly RecordStream records;
    private readonly double wallTime;

    /// <summary>Creates the file in a folder.</summary>
    /// <param name="folder">The folder; created if it is missing; existing event files in it are deleted.</param>
    /// <param name="time">The time of the file and all its events.</param>
    public EventFile(string folder, DateTimeOffset time)
    {
        Directory.CreateDirectory(folder);
        foreach (string old in Directory.GetFiles(folder, "events.out.tfevents.*.kif")) File.Delete(old);
        wallTime = time.ToUnixTimeMilliseconds() / 1000.0;
        records = new(File.Create(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"events.out.tfevents.{time.ToUnixTimeSeconds():D10}.kif"))));
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

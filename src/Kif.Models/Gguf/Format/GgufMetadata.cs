using System.Text;

namespace Kif.Models;

/// <summary>The metadata of a GGUF file: keys with typed values, in the order in which they were added.</summary>
internal sealed class GgufMetadata
{
    private readonly List<(string Key, GgufType Type, Action<BinaryWriter> Write)> entries = [];
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);

    /// <summary>The number of keys.</summary>
    public int Count => entries.Count;

    /// <summary>Whether there is a key of that name.</summary>
    public bool Contains(string key) => keys.Contains(key);

    /// <summary>Adds a text.</summary>
    public void Add(string key, string text) => Add(key, GgufType.Text, writer => WriteText(writer, text));

    /// <summary>Adds a whole number, 0 or more.</summary>
    /// <exception cref="OverflowException">It is negative.</exception>
    public void Add(string key, int number)
    {
        uint value = checked((uint)number);
        Add(key, GgufType.UInt32, writer => writer.Write(value));
    }

    /// <summary>Adds a number; it is rounded to single precision.</summary>
    public void Add(string key, double number) => Add(key, GgufType.Float32, writer => writer.Write((float)number));

    /// <summary>Adds a truth value.</summary>
    public void Add(string key, bool value) => Add(key, GgufType.Bool, writer => writer.Write(value));

    /// <summary>Adds a list of texts.</summary>
    public void Add(string key, IReadOnlyList<string> texts) => AddList(key, GgufType.Text, texts, WriteText);

    /// <summary>Adds a list of numbers.</summary>
    public void Add(string key, IReadOnlyList<float> numbers) => AddList(key, GgufType.Float32, numbers, (writer, number) => writer.Write(number));

    /// <summary>Adds a list of whole numbers.</summary>
    public void Add(string key, IReadOnlyList<int> numbers) => AddList(key, GgufType.Int32, numbers, (writer, number) => writer.Write(number));

    /// <summary>Adds a list of bytes.</summary>
    public void Add(string key, ReadOnlyMemory<byte> bytes) => Add(key, GgufType.Array, writer =>
    {
        WriteStart(writer, GgufType.UInt8, bytes.Length);
        writer.Write(bytes.Span);
    });

    /// <summary>Writes all keys and values.</summary>
    public void Write(BinaryWriter writer)
    {
        foreach ((string key, GgufType type, Action<BinaryWriter> write) in entries)
        {
            WriteText(writer, key);
            writer.Write((uint)type);
            write(writer);
        }
    }

    /// <summary>Writes a text: its length in bytes, and its bytes without an end mark.</summary>
    public static void WriteText(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private void AddList<T>(string key, GgufType type, IReadOnlyList<T> items, Action<BinaryWriter, T> write) => Add(key, GgufType.Array, writer =>
    {
        WriteStart(writer, type, items.Count);
        foreach (T item in items) write(writer, item);
    });

    private void Add(string key, GgufType type, Action<BinaryWriter> write)
    {
        // The readers of the format refuse a file that has a key twice.
        if (!keys.Add(key)) throw new ArgumentException($"the key '{key}' is there twice", nameof(key));
        entries.Add((key, type, write));
    }

    private static void WriteStart(BinaryWriter writer, GgufType type, int count)
    {
        writer.Write((uint)type);
        writer.Write((ulong)count);
    }
}

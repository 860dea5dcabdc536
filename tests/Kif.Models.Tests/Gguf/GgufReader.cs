using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Kif.Models.Tests;

/// <summary>A reader of GGUF files, independent of the writer.</summary>
internal sealed class GgufReader
{
    private readonly byte[] bytes;
    private int at;

    private GgufReader(string path)
    {
        bytes = File.ReadAllBytes(path);
        Assert.Equal("GGUF", Encoding.ASCII.GetString(bytes, 0, 4));
        at = 4;
        Assert.Equal(3u, Next(BitConverter.ToUInt32, 4));
        int tensors = (int)Next(BitConverter.ToUInt64, 8), keys = (int)Next(BitConverter.ToUInt64, 8);
        for (int i = 0; i < keys; i++)
        {
            string key = NextText();
            (string type, JsonNode value) = NextValue(Next(BitConverter.ToUInt32, 4));
            Metadata.Add((key, type, value));
        }
        List<(string Name, long[] Shape, uint Type, int Offset)> table = [];
        for (int i = 0; i < tensors; i++)
        {
            string name = NextText();
            long[] shape = [.. Enumerable.Range(0, (int)Next(BitConverter.ToUInt32, 4)).Select(_ => (long)Next(BitConverter.ToUInt64, 8))];
            table.Add((name, shape, Next(BitConverter.ToUInt32, 4), (int)Next(BitConverter.ToUInt64, 8)));
        }
        DataOffset = (at + 31) / 32 * 32;
        foreach ((string name, long[] shape, uint type, int offset) in table)
        {
            Assert.Equal(0, offset % 32);
            int length = (int)shape.Aggregate(1L, (a, b) => a * b) * (type == 1 ? 2 : 4);
            Tensors.Add(new(name, shape, type == 1 ? "F16" : "F32", offset, bytes.AsSpan(DataOffset + offset, length).ToArray()));
        }
        Size = bytes.Length;
    }

    public int DataOffset { get; }

    public int Size { get; }

    public List<(string Key, string Type, JsonNode Value)> Metadata { get; } = [];

    public List<Entry> Tensors { get; } = [];

    public JsonNode this[string key] => Metadata.Single(m => m.Key == key).Value;

    public static GgufReader Read(string path) => new(path);

    public bool Has(string key) => Metadata.Any(m => m.Key == key);

    public Entry Tensor(string name) => Tensors.Single(t => t.Name == name);

    private T Next<T>(Func<byte[], int, T> read, int size)
    {
        T value = read(bytes, at);
        at += size;
        return value;
    }

    private string NextText()
    {
        int length = (int)Next(BitConverter.ToUInt64, 8);
        at += length;
        return Encoding.UTF8.GetString(bytes, at - length, length);
    }

    private (string Type, JsonNode Value) NextValue(uint type)
    {
        if (type != 9) return type switch
        {
            0 => ("uint8", Next((b, i) => (int)b[i], 1)),
            4 => ("uint32", (int)Next(BitConverter.ToUInt32, 4)),
            5 => ("int32", Next(BitConverter.ToInt32, 4)),
            6 => ("float32", (double)Next(BitConverter.ToSingle, 4)),
            7 => ("bool", Next(BitConverter.ToBoolean, 1)),
            8 => ("string", NextText()),
            _ => throw new InvalidDataException($"a value of type {type}"),
        };
        uint of = Next(BitConverter.ToUInt32, 4);
        int count = (int)Next(BitConverter.ToUInt64, 8);
        string name = "";
        var items = new JsonArray();
        for (int i = 0; i < count; i++)
        {
            (name, JsonNode value) = NextValue(of);
            items.Add(value);
        }
        return ($"array of {name}", items);
    }

    /// <summary>A tensor; the shape is the innermost size first, as in the file.</summary>
    public sealed record Entry(string Name, long[] Shape, string Type, int Offset, byte[] Bytes)
    {
        public string Hash => Convert.ToHexStringLower(SHA256.HashData(Bytes));

        public float[] Floats => [.. Enumerable.Range(0, Bytes.Length / 4).Select(i => BitConverter.ToSingle(Bytes, 4 * i))];
    }
}

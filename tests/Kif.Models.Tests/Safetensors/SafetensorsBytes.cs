using System.Buffers.Binary;
using System.Text;

namespace Kif.Models.Tests.Safetensors;

/// <summary>Makes safetensors files by hand, right and wrong ones.</summary>
internal static class SafetensorsBytes
{
    public static byte[] Whole(string header, int dataLength) => Whole(header, [.. Enumerable.Range(0, dataLength).Select(i => (byte)i)]);

    public static byte[] Whole(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    public static string Entry(string name, string type, string shape, string offsets) =>
        $$"""{{Quoted(name)}}:{"dtype":{{Quoted(type)}},"shape":{{shape}},"data_offsets":{{offsets}}}""";

    private static string Quoted(string text) => $"\"{text}\"";
}

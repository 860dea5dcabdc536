using System.Text;

namespace Kif.Gguf.Tests;

/// <summary>The context length in a GGUF file, found by its key.</summary>
internal static class GgufSummary
{
    public static int ContextLength(string path)
    {
        byte[] bytes = File.ReadAllBytes(path), key = Encoding.UTF8.GetBytes(".context_length");
        int at = bytes.AsSpan().IndexOf(key) + key.Length;
        Assert.Equal(4u, BitConverter.ToUInt32(bytes, at));
        return (int)BitConverter.ToUInt32(bytes, at + 4);
    }
}

using System.Text;
using System.Text.Unicode;

namespace Kif.Models.Tokenizers;

/// <summary>Decodes consecutive byte tokens such as <c>&lt;0xE2&gt;</c> as UTF-8; an invalid sequence becomes one U+FFFD for each byte.</summary>
internal sealed class ByteFallbackDecoder : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        var (bytes, kept) = (new List<byte>(), 0);
        for (var at = 0; at < tokens.Count; at++)
        {
            if (ByteTokens.Value(tokens[at]) is { } value)
            {
                bytes.Add(value);
                continue;
            }

            Flush();
            tokens[kept++] = tokens[at];
        }

        Flush();
        tokens.RemoveRange(kept, tokens.Count - kept);

        void Flush()
        {
            if (bytes.Count > 0)
            {
                tokens[kept++] = Text([.. bytes]);
                bytes.Clear();
            }
        }
    }

    private static string Text(byte[] bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : new string('\uFFFD', bytes.Length);
}

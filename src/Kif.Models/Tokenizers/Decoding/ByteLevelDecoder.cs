using System.Runtime.InteropServices;
using System.Text;

namespace Kif.Models.Tokenizers;

/// <summary>Decodes the bytes that tokens spell (GPT-2) as UTF-8; each maximal invalid part becomes one U+FFFD.</summary>
internal sealed class ByteLevelDecoder : ITokenDecoder
{
    public void Decode(List<string> tokens)
    {
        var bytes = new List<byte>(tokens.Count * 4);
        foreach (var token in tokens)
        {
            ByteAlphabet.AppendBytes(token, bytes);
        }

        tokens.Clear();
        tokens.Add(Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(bytes)));
    }
}

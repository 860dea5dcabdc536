using System.Buffers;

namespace Kif.Models.Tokenizers;

/// <summary>Splits at whitespace, which is dropped.</summary>
internal sealed class WhitespaceSplitter : ISplitter
{
    private static readonly SearchValues<char> Blanks =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(char.IsWhiteSpace)]);

    public void Split(string text, int start, int end, List<TextSegment> into)
    {
        while (start < end)
        {
            var length = text.AsSpan(start, end - start).IndexOfAny(Blanks) is >= 0 and var blank ? blank : end - start;
            if (length > 0)
            {
                into.Add(new TextSegment(start, start + length));
            }

            start += length + 1;
        }
    }
}

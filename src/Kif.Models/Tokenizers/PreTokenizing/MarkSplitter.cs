namespace Kif.Models.Tokenizers;

/// <summary>Splits before each mark (U+2581), so that it begins a new part.</summary>
/// <param name="mark">The mark.</param>
/// <param name="runs">Whether consecutive marks stay together and begin one part.</param>
internal sealed class MarkSplitter(char mark, bool runs) : ISplitter
{
    public void Split(string text, int start, int end, List<TextSegment> into)
    {
        while (start < end)
        {
            var next = start + 1;
            if (runs && text[start] == mark)
            {
                next = text.AsSpan(next, end - next).IndexOfAnyExcept(mark) is >= 0 and var run ? next + run : end;
            }

            next = text.AsSpan(next, end - next).IndexOf(mark) is >= 0 and var word ? next + word : end;
            into.Add(new TextSegment(start, next));
            start = next;
        }
    }
}

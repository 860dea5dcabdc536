namespace Kif.Tokenizers;

/// <summary>Replaces spaces by marks (U+2581), puts a mark before parts, and may split before each mark.</summary>
internal sealed class Metaspace(char mark, PrependScheme scheme, bool split) : IPreTokenizer
{
    /// <summary>The mark of SentencePiece.</summary>
    public const char Mark = '\u2581';

    public void Apply(PreTokenizedText words)
    {
        words.Replace(words.Text.Replace(' ', mark), words.Parts);
        if (scheme != PrependScheme.Never)
        {
            words.Prefix(mark, part => scheme == PrependScheme.Always || words.IsAtStart(part));
        }

        if (split)
        {
            words.Split(new MetaspaceSplitter(mark, runs: false));
        }
    }
}

/// <summary>The parts that get a mark before them.</summary>
internal enum PrependScheme
{
    /// <summary>Every part that does not begin with one.</summary>
    Always,

    /// <summary>Only the part at the start of the whole text.</summary>
    First,

    /// <summary>No part.</summary>
    Never,
}

/// <summary>Splits before each mark (U+2581), so that it begins a new part.</summary>
/// <param name="mark">The mark.</param>
/// <param name="runs">Whether consecutive marks stay together and begin one part.</param>
internal sealed class MetaspaceSplitter(char mark, bool runs) : Splitter
{
    public override void Split(string text, int start, int end, List<TextSegment> into, RuleBudget budget)
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

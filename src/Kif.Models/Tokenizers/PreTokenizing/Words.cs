namespace Kif.Models.Tokenizers;

/// <summary>A segment of text in the course of pre-tokenization: the text and its current parts.</summary>
/// <param name="text">The segment, normalized; not empty.</param>
/// <param name="opens">Whether it is at the start of the whole text.</param>
internal sealed class Words(string text, bool opens)
{
    /// <summary>The text that <see cref="Parts"/> refer to.</summary>
    public string Text { get; private set; } = text;

    /// <summary>The parts, in order, none of them empty.</summary>
    public List<TextSegment> Parts { get; private set; } = [new(0, text.Length)];

    /// <summary>Whether a part is at the start of the whole text.</summary>
    public bool Opens(TextSegment part) => opens && part.Start == 0;

    /// <summary>Splits every part.</summary>
    public void Split(ISplitter splitter)
    {
        var finer = new List<TextSegment>(Math.Max(Parts.Count, Text.Length / 6));
        foreach (var part in Parts)
        {
            splitter.Split(Text, part.Start, part.End, finer);
        }

        Parts = finer;
    }

    /// <summary>Replaces the text and its parts.</summary>
    public void Replace(string text, List<TextSegment> parts) => (Text, Parts) = (text, parts);
}

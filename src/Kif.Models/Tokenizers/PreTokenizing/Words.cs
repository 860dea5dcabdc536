namespace Kif.Models.Tokenizers;

/// <summary>A stretch of text while pre-tokenizers cut it: the text, and the parts it has so far.</summary>
/// <param name="text">The stretch, normalized; not empty.</param>
/// <param name="opens">Whether it begins where the whole text begins.</param>
internal sealed class Words(string text, bool opens)
{
    /// <summary>The text that <see cref="Parts"/> point into.</summary>
    public string Text { get; private set; } = text;

    /// <summary>The parts, in order, none of them empty.</summary>
    public List<TextSegment> Parts { get; private set; } = [new(0, text.Length)];

    /// <summary>Whether a part begins where the whole text begins.</summary>
    public bool Opens(TextSegment part) => opens && part.Start == 0;

    /// <summary>Cuts every part.</summary>
    public void Split(ISplitter splitter)
    {
        var finer = new List<TextSegment>(Math.Max(Parts.Count, Text.Length / 6));
        foreach (var part in Parts)
        {
            splitter.Split(Text, part.Start, part.End, finer);
        }

        Parts = finer;
    }

    /// <summary>Takes another text with other parts.</summary>
    public void Replace(string text, List<TextSegment> parts) => (Text, Parts) = (text, parts);
}
